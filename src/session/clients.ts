// Which browser profile an exchange came from, told without touching the traffic: one connection is one profile; else the
// same kind of browser whose jar explains the Cookie header best. A profile that should have sent cookies and sent none is
// another one (a private window, a second profile, a fresh test context); when headers leave it open, the latest one is kept.
import type { Seen } from '../core/events.ts'
import { get } from '../core/headers.ts'

export interface Candidate {
  readonly id: string
  /** The browser's own description: User-Agent and client hints. */
  readonly looks: string
  readonly lastSeen: number
}

/** How well a profile's jar explains the cookies of a request. */
export interface Fit {
  /** Cookies that came and that the jar holds, with the same value. */
  readonly matches: number
  /** Cookies that came under a name that the jar holds with another value. */
  readonly conflicts: number
  /** Cookies that this profile would have sent. */
  readonly expected: number
  /** The request surely carries cookies if there are any (a navigation, a same-origin fetch). */
  readonly credentialed: boolean
}

const HINTS = ['user-agent', 'sec-ch-ua', 'sec-ch-ua-platform', 'accept-language']

export function looksOf(seen: Seen): string {
  return HINTS.map((name) => get(seen.browser.request.headers, name) ?? '').join('|')
}

const NAMES: readonly [pattern: RegExp, name: string][] = [
  [/\bEdg\//, 'edge'],
  [/\bFirefox\//, 'firefox'],
  [/\b(?:Headless)?Chrome\//, 'chrome'],
  [/\bSafari\//, 'safari'],
  [/^curl\//, 'curl'],
  [/bot\b|crawler|spider/i, 'bot'],
  [/^(?:node|undici|axios|got|Wget|python|Go-http|okhttp)/i, 'script'],
]

/** A short name for the timeline: chrome, firefox, curl, ... */
export function kindOfClient(userAgent: string | undefined): string {
  if (!userAgent) return 'client'
  return NAMES.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'client'
}

/** The profile this request came from, out of those that look alike; undefined: one that was not seen before. */
export function bestFit<C extends Candidate>(
  candidates: readonly C[],
  cookiesCame: number,
  fitOf: (candidate: C) => Fit,
): C | undefined {
  const latestFirst = [...candidates].sort((a, b) => b.lastSeen - a.lastSeen)
  const fits = latestFirst.map((candidate) => ({ candidate, ...fitOf(candidate) }))
  if (cookiesCame > 0) {
    const known = fits.filter(({ matches }) => matches > 0)
    known.sort((a, b) => b.matches - b.conflicts - (a.matches - a.conflicts))
    // Cookies that nobody's jar explains come from before the proxy started, if they come from somebody without any.
    return (known[0] ?? fits.find(({ expected, conflicts }) => expected === 0 && conflicts === 0))?.candidate
  }
  const silent = fits.find(({ expected }) => expected === 0)
  return (silent ?? fits.find(({ credentialed }) => !credentialed))?.candidate
}
