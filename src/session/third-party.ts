// Third-party cookies that the user's settings keep out (UserPreferences): both ways, cookies of a partition excepted. Headers may
// tell better than settings: Sec-Fetch-Storage-Access says what this very browser does.
import type { CookieContext } from './context.ts'
import type { Profile, ThirdPartyCookies } from './profile.ts'

/** What the browser does with third-party cookies in this request. */
export function thirdPartyPolicy(context: CookieContext, configured: ThirdPartyCookies): ThirdPartyCookies {
  return context.thirdParty ? (context.policy ?? configured) : configured
}

/** A cookie of this kind is kept out of this request or response. */
export function isBlocked(
  context: CookieContext,
  policy: ThirdPartyCookies,
  partitioned: boolean,
  profile: Profile,
): boolean {
  if (!context.thirdParty || policy !== 'blocked') return false
  return !partitioned || profile.blocksPartitioned
}
