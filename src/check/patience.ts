// One user signs in once; a check does so behind every scenario within seconds, and an app that limits its sign-ins (better-auth:
// three in ten seconds) then refuses a login that works. It says how long to wait, and is taken at its word.
import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { Sight } from './visitor.ts'

const TRIES = 4
/** Seconds: what is waited when the app does not say, and the longest that is waited at once. */
const [USUAL, LONGEST] = [10, 20]

/** Does it again while the answer is 429 (Too Many Requests, RFC 6585 section 4). */
export async function patiently(signIn: () => Promise<Sight>): Promise<Sight> {
  for (let left = TRIES - 1; ; left--) {
    const sight = await signIn()
    if (sight.status !== 429 || left === 0 || (sight.retryAfter ?? 0) > LONGEST) return sight
    // A little more than asked, so that two that wait do not come at the very moment together.
    await pause((sight.retryAfter ?? USUAL) * 1000 + 200 + Math.random() * 800)
  }
}

/** Seconds. Retry-After may also be a date, which no limiter of sign-ins sends; better-auth writes X-Retry-After. */
export function retryAfter(headers: IncomingHttpHeaders): { readonly retryAfter?: number } {
  const seconds = Number.parseInt(String(headers['retry-after'] ?? headers['x-retry-after'] ?? ''), 10)
  return Number.isNaN(seconds) ? {} : { retryAfter: seconds }
}
