// A browser profile's cookies: which ones it sends, what it makes of the ones it is given. The rules live in the files beside; the jar
// holds the cookies and applies the rules in order.
import { spoilsResponse } from './characters.ts'
import type { CookieContext } from './context.ts'
import { createCookieStore } from './cookie-store.ts'
import { CROSSING } from './due.ts'
import { serverTimeOf } from './expiry.ts'
import { registrableDomain } from './place.ts'
import { receiveLine, refused } from './placing.ts'
import { PROFILES, type Profile, type ProfileName, type ThirdPartyCookies } from './profile.ts'
import { chooseCookies } from './sending.ts'
import { isExpired, type StoredCookie } from './stored-cookie.ts'
import { thirdPartyPolicy } from './third-party.ts'
import type { Sending, Verdict } from './verdict.ts'

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
  /** The same, asked for without being done: nothing is used or expires. */
  wouldSend(context: CookieContext): Sending
  /** What the browser makes of the Set-Cookie lines of the answer, in order; bytes, one per character. */
  receive(lines: readonly string[], context: CookieContext, answer?: { dateHeader?: string | undefined }): Verdict[]
  /** A cookie that a request carried though no answer set it: kept as host-only with path `/`, and marked so. */
  learn(pair: { readonly name: string; readonly value: string }, context: CookieContext): StoredCookie
  /** Takes one out: the user cleared it, or a script did. */
  forget(cookie: StoredCookie): void
  /** Takes in a cookie of another jar, or one that was thought to be replaced. */
  adopt(cookie: StoredCookie): void
  /** One that ended a moment ago: a request that had left before may still carry it. */
  endedLately(pair: { readonly name: string; readonly value: string }): StoredCookie | undefined
  /** Absent: all of them; else those of one site (`Host.group`). */
  stored(group?: string): StoredCookie[]
}

/** Chromium notes use of a cookie at most once a minute, and so its order of eviction stays coarse. */
const ACCESS_GRAIN = 60_000

const EXPIRES = /expires/i
const MOST_ENDED = 100
const NONE: readonly StoredCookie[] = []

export function createBrowserJar(options: BrowserJarOptions): BrowserJar {
  const profile = PROFILES[options.profile]
  const configured = options.thirdPartyCookies ?? profile.thirdPartyCookies
  const clock = options.now ?? Date.now
  const most = options.maxCookies ?? profile.total
  const store = createCookieStore()
  let order = 0
  let ended: { readonly cookie: StoredCookie; readonly at: number }[] = []

  function end(cookies: readonly StoredCookie[], at: number): void {
    if (cookies.length === 0) return
    const recent = ended.filter((one) => at - one.at < CROSSING)
    ended = [...recent, ...cookies.map((cookie) => ({ cookie, at }))].slice(-MOST_ENDED)
  }

  const secureTransport = ({ place: { host } }: CookieContext): boolean =>
    profile.localhostIsSecure ? host.trustworthy : host.scheme === 'https'

  const sendingRules = (context: CookieContext, now: number) => ({
    profile,
    policy: thirdPartyPolicy(context, configured),
    secureTransport: secureTransport(context),
    now,
  })

  return {
    profile,
    cookiesFor(context) {
      const now = clock()
      const { group } = context.place.host
      const expired = store.expire(group, now)
      end(expired, now)
      const sending = chooseCookies(store.of(group), context, sendingRules(context, now), expired)
      for (const cookie of sending.sent) if (now - cookie.accessed >= ACCESS_GRAIN) cookie.accessed = now
      return sending
    },
    wouldSend(context) {
      const now = clock()
      const there = store.of(context.place.host.group)
      const live = there.some((cookie) => isExpired(cookie, now)) ? there.filter((one) => !isExpired(one, now)) : there
      return chooseCookies(live, context, sendingRules(context, now), NONE)
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
      const verdicts = lines.map((line) => receiveLine(store, line, context, rules, order++, most))
      for (const { effect, before, evicted } of verdicts) {
        if (effect === 'deleted' && before) end([before], now)
        end(evicted, now)
      }
      return verdicts
    },
    learn({ name, value }, context) {
      const now = clock()
      const { host } = context.place
      const cookie: StoredCookie = {
        ...{ name, value, domain: host.name, hostOnly: true, path: '/', secure: false, httpOnly: false },
        ...{ sameSite: null, priority: 'Medium', expires: null, partition: null, partitionKey: '' },
        ...{ created: now, order: order++, accessed: now, changed: now, learned: true },
        ...{ told: 0, over: 0, before: null, doubt: false },
      }
      const before = store.find(host.group, cookie)
      if (before) store.remove(host.group, before)
      store.put(host.group, cookie)
      store.shrink(most)
      return cookie
    },
    forget: (cookie) => store.remove(groupOf(cookie), cookie),
    adopt(cookie) {
      const group = groupOf(cookie)
      const there = store.find(group, cookie)
      if (there) store.remove(group, there)
      store.put(group, cookie)
    },
    endedLately({ name, value }) {
      const now = clock()
      return ended.find(({ cookie, at }) => now - at < CROSSING && cookie.name === name && cookie.value === value)
        ?.cookie
    },
    stored(group) {
      const now = clock()
      return (group === undefined ? store.all() : store.of(group)).filter((cookie) => !isExpired(cookie, now))
    },
  }
}

function groupOf({ domain }: StoredCookie): string {
  return registrableDomain(domain) || domain
}
