// What a browser makes of one Set-Cookie line (RFC 6265bis section 5.7). Two gates, as in Chromium: what is wrong with the line itself
// ends it there with all such reasons; then the user's settings; then what is wrong with it in this place, again all together.
import { storedValue } from './characters.ts'
import type { CookieContext } from './context.ts'
import { cookieDomain } from './cookie-domain.ts'
import { cookiePath } from './cookie-path.ts'
import { type Expiry, expiryOf } from './expiry.ts'
import { isPartitionedInsecurely, partitionFor, partitionKeyOf } from './partition.ts'
import { keepsPrefix } from './prefixes.ts'
import type { Profile, ThirdPartyCookies } from './profile.ts'
import { sameSiteCode, sameSiteOf, setsCrossSite } from './samesite.ts'
import { readSetCookie, type SetCookieLine } from './set-cookie-line.ts'
import type { FreshCookie, StoredCookie } from './stored-cookie.ts'
import { isBlocked } from './third-party.ts'

export interface ReceivingRules {
  readonly profile: Profile
  readonly policy: ThirdPartyCookies
  readonly secureTransport: boolean
  readonly now: number
  /** The response's Date header, in milliseconds; null: none. */
  readonly serverTime: number | null
}

export interface Reading {
  readonly cookie: FreshCookie | null
  readonly codes: readonly string[]
  readonly expiry: Expiry | null
  readonly tooLong: readonly string[]
}

function unreadable(code: string): Reading {
  return { cookie: null, codes: [code], expiry: null, tooLong: [] }
}

/** The cookie of a line and all that speaks against it, but for what the jar already holds. `order`: its place among new ones. */
export function readLine(raw: string, context: CookieContext, rules: ReceivingRules, order: number): Reading {
  const { profile } = rules
  const line = readSetCookie(raw, profile)
  if (typeof line === 'string') return unreadable(line)
  const { host, path: requestPath } = context.place
  const domain = cookieDomain(line.domain, host, profile)
  const path = cookiePath(line.path, requestPath)
  const codes: string[] = []
  if (domain === null) codes.push('InvalidDomain')
  if (!keepsPrefix(line, host, rules.secureTransport, { domain, path }, profile)) codes.push('InvalidPrefix')
  if (codes.length === 0) {
    // Browsers drop these without a word.
    if (isPartitionedInsecurely(line, rules.secureTransport, profile)) codes.push('PartitionedWithoutSecure')
    if (line.name === '' && line.value.includes('=')) codes.push('NamelessWithEquals')
  }
  const partition = partitionFor(line, context, rules.policy, profile)
  const expiry = expiryOf(line, rules.now, rules.serverTime, profile)
  const cookie: FreshCookie = {
    name: line.name,
    value: storedValue(line.value, profile),
    domain: domain?.domain ?? line.domain ?? '',
    hostOnly: domain?.hostOnly ?? false,
    path,
    secure: line.secure,
    httpOnly: line.httpOnly,
    sameSite: sameSiteOf(line.sameSite),
    priority: priorityOf(line),
    expires: expiry.at,
    partition,
    partitionKey: partitionKeyOf(partition),
    created: rules.now,
    order,
    accessed: rules.now,
    changed: rules.now,
    learned: false,
    told: 0,
    over: 0,
    before: null,
    doubt: false,
  }
  if (codes.length === 0) collectRefusals(codes, cookie, context, rules)
  return { cookie, codes, expiry, tooLong: line.tooLong }
}

function collectRefusals(codes: string[], cookie: StoredCookie, context: CookieContext, rules: ReceivingRules): void {
  const { profile } = rules
  if (isBlocked(context, rules.policy, cookie.partition !== null, profile)) {
    codes.push('UserPreferences')
    return
  }
  if (cookie.secure && !rules.secureTransport) codes.push('SecureOnly')
  if (cookie.sameSite === 'None' && !cookie.secure) codes.push('SameSiteNoneInsecure')
  if (context.setsSameSite === false && !setsCrossSite(cookie.sameSite, profile)) {
    codes.push(sameSiteCode(cookie.sameSite, profile))
  }
}

const PRIORITIES: Readonly<Record<string, StoredCookie['priority']>> = { low: 'Low', medium: 'Medium', high: 'High' }

function priorityOf({ priority }: SetCookieLine): StoredCookie['priority'] {
  return priority === null ? 'Medium' : (PRIORITIES[priority.toLowerCase()] ?? 'Medium')
}
