// A browser profile's cookies: which ones it sends, what it makes of the ones it is given. The rules live in the files beside; the jar
// holds the cookies and applies the rules in order.
import { spoilsResponse } from './characters.ts'
import type { CookieContext } from './context.ts'
import { type CookieStore, createCookieStore } from './cookie-store.ts'
import { evicted, SITE_LIMIT } from './eviction.ts'
import { serverTimeOf } from './expiry.ts'
import { registrableDomain } from './place.ts'
import { PROFILES, type Profile, type ProfileName, type ThirdPartyCookies } from './profile.ts'
import { type ReceivingRules, readLine } from './receiving.ts'
import { setsCrossSite } from './samesite.ts'
import { secureCookieShadowed } from './secure-overwrite.ts'
import { chooseCookies } from './sending.ts'
import { type FreshCookie, isExpired, type StoredCookie } from './stored-cookie.ts'
import { thirdPartyPolicy } from './third-party.ts'
import type { Effect, Sending, Verdict } from './verdict.ts'

export interface BrowserJarOptions {
  readonly profile: ProfileName
  /** Absent: what that browser does by itself. */
  readonly thirdPartyCookies?: ThirdPartyCookies
  /** Milliseconds since the epoch; absent: the clock. */
  readonly now?: () => number
  /** All cookies together; the least recently used ones go beyond it. Absent: the browser's own number (about 3000). */
  readonly maxCookies?: number
}

export interface BrowserJar {
  readonly profile: Profile
  /** What the browser sends with this request. Counts as use: eviction spares what was sent lately. */
  cookiesFor(context: CookieContext): Sending
  /** What the browser makes of the Set-Cookie lines of the answer, in order; bytes, one per character. */
  receive(lines: readonly string[], context: CookieContext, answer?: { dateHeader?: string | undefined }): Verdict[]
  /** A cookie that a request carried though no answer set it: kept as host-only with path `/`, and marked so. */
  learn(pair: { readonly name: string; readonly value: string }, context: CookieContext): StoredCookie
  /** Takes one out: the user cleared it, or a script did. */
  forget(cookie: StoredCookie): void
  stored(): StoredCookie[]
}

/** Chromium notes use of a cookie at most once a minute, and so its order of eviction stays coarse. */
const ACCESS_GRAIN = 60_000

const EXPIRES = /expires/i

export function createBrowserJar(options: BrowserJarOptions): BrowserJar {
  const profile = PROFILES[options.profile]
  const configured = options.thirdPartyCookies ?? profile.thirdPartyCookies
  const clock = options.now ?? Date.now
  const most = options.maxCookies ?? profile.total
  const store = createCookieStore()
  let order = 0

  const secureTransport = ({ place: { host } }: CookieContext): boolean =>
    profile.localhostIsSecure ? host.trustworthy : host.scheme === 'https'

  return {
    profile,
    cookiesFor(context) {
      const now = clock()
      const { group } = context.place.host
      const expired = store.expire(group, now)
      const policy = thirdPartyPolicy(context, configured)
      const rules = { profile, policy, secureTransport: secureTransport(context), now }
      const sending = chooseCookies(store.of(group), context, rules, expired)
      for (const cookie of sending.sent) if (now - cookie.accessed >= ACCESS_GRAIN) cookie.accessed = now
      return sending
    },
    receive(lines, context, answer) {
      if (lines.length === 0) return []
      if (spoilsResponse(lines)) return lines.map((line) => refused(line, ['ResponseRefused']))
      if (context.credentials === false) return lines.map((line) => refused(line, ['CredentialsOmitted']))
      const now = clock()
      const policy = thirdPartyPolicy(context, configured)
      // Only Expires is read by the server's clock.
      const dated = lines.some((line) => EXPIRES.test(line))
      const serverTime = dated ? serverTimeOf(answer?.dateHeader) : null
      const rules = { profile, policy, secureTransport: secureTransport(context), now, serverTime }
      return lines.map((line) => receiveLine(store, line, context, rules, order++, most))
    },
    learn({ name, value }, context) {
      const now = clock()
      const { host } = context.place
      const cookie: StoredCookie = {
        ...{ name, value, domain: host.name, hostOnly: true, path: '/', secure: false, httpOnly: false },
        ...{ sameSite: null, priority: 'Medium', expires: null, partition: null, partitionKey: '' },
        ...{ created: now, order: order++, accessed: now, learned: true },
      }
      const before = store.find(host.group, cookie)
      if (before) store.remove(host.group, before)
      store.put(host.group, cookie)
      return cookie
    },
    forget: (cookie) => store.remove(groupOf(cookie), cookie),
    stored() {
      const now = clock()
      return store.all().filter((cookie) => !isExpired(cookie, now))
    },
  }
}

function groupOf({ domain }: StoredCookie): string {
  return registrableDomain(domain) || domain
}

const NOBODY: readonly StoredCookie[] = []
const BARE: Omit<Verdict, 'line' | 'codes'> = {
  kept: false,
  unknown: false,
  localhostOnly: false,
  cookie: null,
  effect: null,
  before: null,
  inTheWay: null,
  evicted: NOBODY,
  dateShift: 0,
  capped: false,
  tooLong: [],
}

function refused(line: string, codes: readonly string[]): Verdict {
  return { ...BARE, line, codes }
}

/** Reasons that end a line before the cookies already there are asked. */
const ENDS_THE_LINE = new Set([
  'InvalidDomain',
  'InvalidPrefix',
  'PartitionedWithoutSecure',
  'NamelessWithEquals',
  'UserPreferences',
])

function receiveLine(
  store: CookieStore,
  line: string,
  context: CookieContext,
  rules: ReceivingRules,
  order: number,
  most: number,
): Verdict {
  const { cookie, codes, expiry, tooLong } = readLine(line, context, rules, order)
  if (!cookie) return refused(line, codes)
  const { host } = context.place
  const plain = host.scheme === 'http'
  const meets = plain && !(codes.length > 0 && codes.some((code) => ENDS_THE_LINE.has(code)))
  const secureOne = meets ? secureCookieShadowed(cookie, store.of(host.group), rules.now) : undefined
  const inTheWay = secureOne && !rules.secureTransport ? secureOne : null
  const against = inTheWay ? [...codes, 'OverwriteSecure'] : codes
  const kept = against.length === 0
  const done = kept ? place(store, cookie, host.group, rules, most) : UNDONE
  return {
    line,
    kept,
    codes: against,
    unknown: kept && isOpen(context, cookie, rules.profile),
    localhostOnly: kept && plain && (cookie.secure || secureOne !== undefined),
    cookie,
    effect: done.effect,
    before: done.before,
    inTheWay,
    evicted: done.evicted,
    dateShift: expiry?.shift ?? 0,
    capped: expiry?.capped ?? false,
    tooLong,
  }
}

/** The headers did not tell whether such a cookie may be set here. */
function isOpen(context: CookieContext, cookie: StoredCookie, profile: Profile): boolean {
  if (context.credentials === 'unknown') return true
  return context.setsSameSite === 'unknown' && !setsCrossSite(cookie.sameSite, profile)
}

interface Placed {
  readonly effect: Effect | null
  readonly before: StoredCookie | null
  readonly evicted: readonly StoredCookie[]
}

const UNDONE: Placed = { effect: null, before: null, evicted: NOBODY }

/** Puts the cookie into the jar, or takes out the one it deletes. A rewrite may inherit its forerunner's age and place. */
function place(store: CookieStore, fresh: FreshCookie, group: string, rules: ReceivingRules, most: number): Placed {
  const { now, profile } = rules
  store.expire(group, now)
  const before = store.find(group, fresh) ?? null
  if (before) store.remove(group, before)
  if (isExpired(fresh, now)) return { effect: before ? 'deleted' : 'nothing-deleted', before, evicted: NOBODY }
  if (before && (before.value === fresh.value || !profile.newValueIsNew)) {
    fresh.created = before.created
    fresh.order = before.order
  }
  store.put(group, fresh)
  const effect = before === null ? 'created' : isUnchanged(before, fresh) ? 'unchanged' : 'replaced'
  return { effect, before, evicted: makeRoom(store, group, fresh.partitionKey, profile, most) }
}

function makeRoom(
  store: CookieStore,
  group: string,
  partitionKey: string,
  profile: Profile,
  most: number,
): readonly StoredCookie[] {
  const all = store.of(group)
  // Few cookies and no partition: nothing can be over a limit.
  const mates = partitionKey === '' && all.length <= SITE_LIMIT ? NOBODY : all
  const gone = evicted(
    mates.filter((cookie) => cookie.partitionKey === partitionKey),
    profile,
  )
  for (const cookie of gone) store.remove(group, cookie)
  const more = store.shrink(most)
  return more.length === 0 ? gone : [...gone, ...more]
}

/** The same cookie once more; a renewed end is a change. */
function isUnchanged(a: StoredCookie, b: StoredCookie): boolean {
  const sameEnd = a.expires === b.expires
  return (
    a.value === b.value && a.secure === b.secure && a.httpOnly === b.httpOnly && a.sameSite === b.sameSite && sameEnd
  )
}
