// Which cookies go with a request (RFC 6265bis section 5.8.3), and every reason why the others stay: domain, path, Secure, SameSite,
// third-party settings. All reasons are collected, as Chrome does.
import type { CookieContext } from './context.ts'
import { coversHost } from './cookie-domain.ts'
import { isOnPath } from './cookie-path.ts'
import { partitionKeyOf, seesUnpartitioned } from './partition.ts'
import type { Profile, ThirdPartyCookies } from './profile.ts'
import { nearnessNeeded, sameSiteCode } from './samesite.ts'
import { type StoredCookie, sendingOrder, sentAs } from './stored-cookie.ts'
import { isBlocked } from './third-party.ts'
import type { Sending, Withheld } from './verdict.ts'

export interface SendingRules {
  readonly profile: Profile
  /** What the browser does with third-party cookies in this request. */
  readonly policy: ThirdPartyCookies
  /** Plain http counts as secure only where the profile trusts localhost. */
  readonly secureTransport: boolean
  readonly now: number
}

const NOTHING: Sending = { sent: [], header: null, withheld: [], unknown: [], expired: [], localhostOnly: [] }

export function chooseCookies(
  cookies: readonly StoredCookie[],
  context: CookieContext,
  rules: SendingRules,
  expired: readonly StoredCookie[],
): Sending {
  if (cookies.length === 0) return expired.length === 0 ? NOTHING : { ...NOTHING, expired }
  const key = partitionKeyOf(context.partition)
  const unpartitioned = seesUnpartitioned(context, rules.policy)
  const sent: StoredCookie[] = []
  const withheld: Withheld[] = []
  const unknown: StoredCookie[] = []
  for (const cookie of cookies) {
    const otherPartition = cookie.partitionKey === '' ? !unpartitioned : cookie.partitionKey !== key
    if (otherPartition) {
      withheld.push({ cookie, reasons: OTHER_PARTITION })
      if (maySharePartition(cookie, context)) unknown.push(cookie)
      continue
    }
    if (context.credentials === false) {
      withheld.push({ cookie, reasons: CREDENTIALS_OMITTED })
      continue
    }
    const needed = nearnessNeeded(cookie, rules.now, rules.profile)
    const reasons = reasonsAgainst(cookie, context, rules, needed > context.likely)
    if (reasons === null) sent.push(cookie)
    else withheld.push({ cookie, reasons })
    const open =
      cookie.doubt ||
      context.credentials === 'unknown' ||
      (needed > context.atLeast && needed <= context.atMost) ||
      maySharePartition(cookie, context)
    if (open && (reasons === null || reasons.every((reason) => reason.includes('SameSite')))) unknown.push(cookie)
  }
  if (sent.length > 1) sent.sort(sendingOrder)
  const header = sent.length === 0 ? null : sent.map(sentAs).join('; ')
  const plain = context.place.host.scheme === 'http'
  const localhostOnly = plain ? sent.filter((cookie) => cookie.secure) : NOTHING.sent
  return { sent, header, withheld, unknown, expired, localhostOnly }
}

const OTHER_PARTITION: readonly string[] = ['OtherPartition']
const CREDENTIALS_OMITTED: readonly string[] = ['CredentialsOmitted']

/** One of the two top-level pages is not known for sure: two may be the same, and one may be two. */
function maySharePartition({ partition }: StoredCookie, context: CookieContext): boolean {
  if (partition === null || !context.thirdParty) return false
  return [partition, context.partition].some(({ topLevelSite, guessed }) => topLevelSite === null || guessed)
}

function reasonsAgainst(
  cookie: StoredCookie,
  context: CookieContext,
  { profile, policy, secureTransport }: SendingRules,
  tooFar: boolean,
): string[] | null {
  const { place } = context
  let reasons: string[] | null = null
  const against = (reason: string): void => {
    reasons ??= []
    reasons.push(reason)
  }
  if (cookie.secure && !secureTransport) against('SecureOnly')
  const { name } = place.host
  if (cookie.domain !== name && (cookie.hostOnly || !coversHost(cookie.domain, name))) against('DomainMismatch')
  if (!isOnPath(place.path, cookie.path)) against('NotOnPath')
  if (tooFar) against(sameSiteCode(cookie.sameSite, profile))
  if (isBlocked(context, policy, cookie.partition !== null, profile)) against('UserPreferences')
  return reasons
}
