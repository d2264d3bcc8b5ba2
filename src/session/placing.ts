// What a Set-Cookie line does to the jar: refused for a Secure cookie it would shadow, or put in the place of an older one, or taken as a
// deletion; and which cookies go to make room (RFC 6265bis section 5.7, steps 16 and on; ages as in Chromium's store).
import type { CookieContext } from './context.ts'
import type { CookieStore } from './cookie-store.ts'
import { evicted, SITE_LIMIT } from './eviction.ts'
import type { Profile } from './profile.ts'
import { type ReceivingRules, readLine } from './receiving.ts'
import { setsCrossSite } from './samesite.ts'
import { secureCookieShadowed } from './secure-overwrite.ts'
import { type FreshCookie, isExpired, type StoredCookie } from './stored-cookie.ts'
import type { Effect, Verdict } from './verdict.ts'

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

/** A line that never became a cookie. */
export function refused(line: string, codes: readonly string[]): Verdict {
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

/** Judges a line and does to the jar what it says. `order`: its place among new cookies; `most`: cookies the jar may hold. */
export function receiveLine(
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
  const unknown = kept && isOpen(context, cookie, rules.profile)
  cookie.doubt = unknown
  const done = kept ? place(store, cookie, host.group, rules, most) : UNDONE
  return {
    line,
    kept,
    codes: against,
    unknown,
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
  if (isExpired(fresh, now)) {
    if (before) store.remove(group, before)
    // A deletion that may not have happened leaves a cookie that may be there.
    if (before && fresh.doubt) store.put(group, { ...before, doubt: true })
    return { effect: before ? 'deleted' : 'nothing-deleted', before, evicted: NOBODY }
  }
  if (before && (before.value === fresh.value || !profile.newValueIsNew)) {
    fresh.created = before.created
    fresh.order = before.order
  }
  if (before && before.value === fresh.value) {
    fresh.changed = before.changed
    fresh.told = before.told
  }
  if (before) {
    // Only one is remembered, or every cookie would drag its whole past along.
    before.before = null
    fresh.before = before
    store.replace(group, before, fresh)
  } else {
    store.put(group, fresh)
  }
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
