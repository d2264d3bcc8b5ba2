// Which of the cookies that a jar would send must come, if the jar is right: not those that headers leave open, nor those
// whose own line was in doubt, nor those so young that the request may have left before their answer arrived.
import type { CookiePair } from '../core/cookies.ts'
import type { StoredCookie } from './stored-cookie.ts'
import type { Sending } from './verdict.ts'

/** Milliseconds within which an answer and the next request may cross on the way. */
export const CROSSING = 500

/** Cookies without which a request of this browser cannot be, credentials given. `at`: when the request came. */
export function cookiesDue(
  sending: Sending,
  at: number,
  credentialsOpen = false,
  crossing = CROSSING,
): readonly StoredCookie[] {
  if (sending.sent.length === 0) return sending.sent
  return sending.sent.filter(
    (cookie) =>
      !cookie.doubt && at - cookie.changed >= crossing && (credentialsOpen || !sending.unknown.includes(cookie)),
  )
}

export function isAmong({ name, value }: StoredCookie, came: readonly CookiePair[]): boolean {
  return came.some((pair) => pair.name === name && pair.value === value)
}
