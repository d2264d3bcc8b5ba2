// SameSite: how near to the site's own pages a request must be started for a cookie to go with it (RFC 6265bis section 5.6.7).
// Nearness has four steps; where headers leave it open, it is a span, and a verdict inside the span is "unknown".
import type { Profile } from './profile.ts'
import type { StoredCookie } from './stored-cookie.ts'

export type SameSite = 'Strict' | 'Lax' | 'None'

/** 0 cross-site, 1 cross-site navigation with an unsafe method, 2 cross-site navigation, 3 same-site. */
export type Nearness = 0 | 1 | 2 | 3
export const CROSS_SITE = 0
export const UNSAFE_NAVIGATION = 1
export const NAVIGATION = 2
export const SAME_SITE = 3

/** A cookie without SameSite goes with cross-site POST navigations while it is younger than this, in milliseconds (Chromium). */
export const LAX_POST_AGE = 120_000

const VALUES: Readonly<Record<string, SameSite>> = { strict: 'Strict', lax: 'Lax', none: 'None' }

/** Any other value, and none, leave it unset. */
export function sameSiteOf(attribute: string | null): SameSite | null {
  return attribute === null ? null : (VALUES[attribute.toLowerCase()] ?? null)
}

/** How near a request must be to carry the cookie. */
export function nearnessNeeded(cookie: StoredCookie, now: number, profile: Profile): Nearness {
  if (cookie.sameSite === 'None') return CROSS_SITE
  if (cookie.sameSite === 'Strict') return SAME_SITE
  if (cookie.sameSite === 'Lax') return NAVIGATION
  if (!profile.laxByDefault) return CROSS_SITE
  return now - cookie.created <= LAX_POST_AGE ? UNSAFE_NAVIGATION : NAVIGATION
}

/** Whether a response that is not same-site may set a cookie with this SameSite. */
export function setsCrossSite(sameSite: SameSite | null, profile: Profile): boolean {
  return sameSite === 'None' || (sameSite === null && !profile.laxByDefault)
}

/** The browser's word for a cookie held back or refused for its SameSite. */
export function sameSiteCode(sameSite: SameSite | null, profile: Profile): string {
  const code =
    sameSite === 'Strict' ? 'SameSiteStrict' : sameSite === 'Lax' ? 'SameSiteLax' : 'SameSiteUnspecifiedTreatedAsLax'
  // Chromium uses the longer form for every cross-site case, also where the domains differ (measured).
  return profile.schemeful ? `Schemeful${code}` : code
}

/** Methods that ask only (RFC 9110 section 9.2.1). */
export function isSafeMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE'
}
