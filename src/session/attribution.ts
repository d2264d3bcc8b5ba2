// Which browser profile an exchange came from, told without touching the traffic. One connection is one profile, but whose it is
// is a guess until cookies have gone over it: two private windows look alike until one of them has a cookie that the other
// does not send. So a connection without cookies is looked at again whenever its profile should have sent some.
import type { CookiePair } from '../core/cookies.ts'
import type { Looks } from './clients.ts'
import { areAlike } from './clients.ts'
import { cookiesDue } from './due.ts'
import type { StoredCookie } from './stored-cookie.ts'
import type { Sending } from './verdict.ts'

export interface Candidate {
  readonly id: string
  readonly looks: Looks
  readonly lastSeen: number
}

/** What a profile's jar has to say about the cookies of a request. */
export interface Holdings {
  readonly stored: readonly StoredCookie[]
  readonly sending: Sending
  /** The request surely carries cookies if there are any (a navigation, a same-origin image). */
  readonly credentialed: boolean
}

/** How well a profile's jar explains them. */
export interface Fit {
  /** Cookies that came and that the jar holds, with the same value. */
  readonly matches: number
  /** Cookies that came with another value than the jar's, or that should have come and did not. */
  readonly against: number
  /** Cookies that this profile would have sent. */
  readonly due: number
  readonly credentialed: boolean
}

/** Milliseconds within which a request may have left before the answer that set a cookie; a wrong guess is soon mended. */
const CROSSING = 50

export function fitOf(came: readonly CookiePair[], { stored, sending, credentialed }: Holdings, at: number): Fit {
  const due = cookiesDue(sending, at, false, CROSSING).filter(({ learned }) => !learned)
  let matches = 0
  let against = 0
  for (const { name, value } of came) {
    const named = stored.filter((cookie) => cookie.name === name)
    const held = named.some((cookie) => cookie.value === value || isCrossed(cookie, value, at))
    if (held) matches += 1
    else if (named.length > 0) against += weightOf(named[0]!)
  }
  if (credentialed) {
    for (const cookie of due) if (!came.some(({ name }) => name === cookie.name)) against += weightOf(cookie)
  }
  return { matches, against, due: due.length, credentialed }
}

function isCrossed({ before, changed }: StoredCookie, value: string, at: number): boolean {
  return before?.value === value && at - changed < CROSSING
}

/** No script changes or deletes an HttpOnly cookie. */
function weightOf({ httpOnly }: StoredCookie): number {
  return httpOnly ? 2 : 1
}

/** Whether the profile that a connection was given for no reason may keep it. */
export function isPlausible(cameAny: boolean, { matches, against, due, credentialed }: Fit): boolean {
  if (cameAny) return matches > 0 && matches >= against
  return due === 0 || !credentialed
}

/** The profile this request came from, out of those that look alike; undefined: one that was not seen before. */
export function bestFit<C extends Candidate>(
  candidates: Iterable<C>,
  looks: Looks,
  cameAny: boolean,
  explained: (candidate: C) => Fit,
): C | undefined {
  const alike = [...candidates].filter((one) => areAlike(one.looks, looks))
  const sameLanguage = (one: C) => (one.looks.language === looks.language ? 1 : 0)
  alike.sort((a, b) => sameLanguage(b) - sameLanguage(a) || b.lastSeen - a.lastSeen)
  if (!cameAny) return alike.find((one) => isPlausible(false, explained(one)))
  const fits = alike.map((candidate) => ({ candidate, ...explained(candidate) }))
  const known = fits.filter((one) => isPlausible(true, one))
  known.sort((a, b) => b.matches - b.against - (a.matches - a.against))
  // Cookies that nobody's jar explains come from before the proxy started, if they come from somebody without any.
  return (known[0] ?? fits.find(({ due, against }) => due === 0 && against === 0))?.candidate
}

/**
 * Cookies that came as they were before another connection's answer replaced them: two profiles that started alike and were
 * taken for one. Empty when there is no sign of it.
 */
export function otherProfilesCookies(
  came: readonly CookiePair[],
  stored: readonly StoredCookie[],
  connection: number,
  at: number,
): StoredCookie[] {
  return stored.flatMap((cookie) => {
    const { before, over, changed, name } = cookie
    const replaced = before !== null && over !== connection && before.over === connection && at - changed >= CROSSING
    const ofValue = (value: string) => came.some((pair) => pair.name === name && pair.value === value)
    return replaced && ofValue(before.value) && !ofValue(cookie.value) ? [before] : []
  })
}
