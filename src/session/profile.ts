// What sets one browser's cookie handling apart from another's, as data: each rule asks its own switch, so a profile is a
// table row and not a second jar. `basis` says how far a row may be trusted.

/** What happens to cookies of requests whose page belongs to another site. */
export type ThirdPartyCookies = 'allowed' | 'blocked' | 'partitioned'
export type ProfileName = 'chromium' | 'firefox' | 'safari'

export interface Profile {
  readonly name: ProfileName
  /** measured: played in that browser; believed: from its documents, not played. */
  readonly basis: 'measured' | 'believed'
  readonly thirdPartyCookies: ThirdPartyCookies
  /** http and https of one domain are different sites. */
  readonly schemeful: boolean
  /** Hops through another site make a redirected request cross-site; otherwise only who started it counts. */
  readonly redirectsCount: boolean
  /** A cookie without SameSite is treated as Lax. */
  readonly laxByDefault: boolean
  /** `foo` without `=`: a value without a name, or a name without a value. */
  readonly withoutEquals: 'value' | 'name'
  /** `=foo` may be kept. */
  readonly nameless: boolean
  /** TAB inside a name, value or attribute refuses the cookie. */
  readonly tabRefused: boolean
  /** A bare CR: the line ends there, or the cookie is refused. */
  readonly carriageReturn: 'ends-line' | 'refused'
  /** `Secure=` and the like count even where the value is longer than an attribute may be. */
  readonly flagsOfAnyLength: boolean
  /** Bytes of a value that are not UTF-8 are replaced by U+FFFD. */
  readonly valueMustBeUtf8: boolean
  /** Domain with bytes beyond ASCII is turned into punycode; otherwise refused. */
  readonly unicodeDomain: boolean
  /** `__Host-` looks at the attributes as written, or at the path and domain they came to. */
  readonly hostPrefixNeeds: 'attributes' | 'outcome'
  /** `__Http-` and `__Host-Http-` mean something. */
  readonly httpPrefixes: boolean
  /** Expires: the cookie-date of RFC 6265 to the letter, as Chromium reads it, or a lenient reading with time zones and overflow. */
  readonly dates: 'rfc6265' | 'chromium' | 'lenient'
  /** Max-Age may start with a plus sign. */
  readonly maxAgePlus: boolean
  /** A cookie given a new value is as new as one just made; otherwise it keeps its age and its place. */
  readonly newValueIsNew: boolean
  /** Secure cookies may be set by plain http on localhost. */
  readonly localhostIsSecure: boolean
  /** `Partitioned` is understood (CHIPS). */
  readonly partitions: boolean
  /** Told to block third-party cookies, it refuses `Partitioned` ones too. */
  readonly blocksPartitioned: boolean
  /** The ancestor bit of a partition: set for every embed of another site, or for own content below such a page only. */
  readonly ancestorBit: 'embeds' | 'own-content'
  /** Bytes of names and values that one site may keep in one partition; beyond `start` the oldest go until `rest` hold. */
  readonly partitionBytes: { readonly start: number; readonly rest: number; readonly firstParty: boolean }
  /** Eviction heeds Priority=Low|Medium|High. */
  readonly priorities: boolean
  /** All cookies of the profile. */
  readonly total: number
  /** Third-party requests with credentials carry Sec-Fetch-Storage-Access. */
  readonly tellsStorageAccess: boolean
}

const chromium: Profile = {
  name: 'chromium',
  basis: 'measured',
  thirdPartyCookies: 'allowed',
  schemeful: true,
  redirectsCount: false,
  laxByDefault: true,
  withoutEquals: 'value',
  nameless: true,
  tabRefused: true,
  carriageReturn: 'ends-line',
  flagsOfAnyLength: false,
  valueMustBeUtf8: false,
  unicodeDomain: true,
  hostPrefixNeeds: 'attributes',
  httpPrefixes: true,
  dates: 'chromium',
  maxAgePlus: true,
  newValueIsNew: true,
  localhostIsSecure: true,
  partitions: true,
  blocksPartitioned: false,
  ancestorBit: 'embeds',
  // CHIPS explainer: 10 KiB per site and partition. Chromium drops only what is over it (believed).
  partitionBytes: { start: 10240, rest: 10240, firstParty: true },
  priorities: true,
  total: 3300,
  tellsStorageAccess: true,
}

const firefox: Profile = {
  ...chromium,
  name: 'firefox',
  thirdPartyCookies: 'partitioned',
  schemeful: false,
  redirectsCount: true,
  laxByDefault: false,
  withoutEquals: 'name',
  nameless: false,
  tabRefused: false,
  carriageReturn: 'refused',
  flagsOfAnyLength: true,
  valueMustBeUtf8: true,
  unicodeDomain: false,
  hostPrefixNeeds: 'outcome',
  dates: 'lenient',
  maxAgePlus: false,
  // cookieBehavior 1 (measured).
  blocksPartitioned: true,
  ancestorBit: 'own-content',
  newValueIsNew: false,
  // network.cookie.chips.partitionLimitByteCapacity 10240; 12,016 bytes were kept and 15,010 cut to 9,000 (measured).
  partitionBytes: { start: 12288, rest: 10240, firstParty: false },
  priorities: false,
  total: 3000,
}

/**
 * Nothing here was played in Safari. From WebKit's documents: all third-party cookies blocked (ITP, 13.1, webkit.org/blog/10218),
 * SameSite unset means none (no Lax default), CHIPS since 18.4, no Sec-Fetch-Storage-Access. Believed: not schemeful, Secure
 * needs https even on localhost, old prefixes only, dates and syntax as in RFC 6265.
 */
const safari: Profile = {
  ...chromium,
  name: 'safari',
  basis: 'believed',
  thirdPartyCookies: 'blocked',
  schemeful: false,
  laxByDefault: false,
  newValueIsNew: false,
  dates: 'rfc6265',
  localhostIsSecure: false,
  httpPrefixes: false,
  priorities: false,
  tellsStorageAccess: false,
}

export const PROFILES: Readonly<Record<ProfileName, Profile>> = { chromium, firefox, safari }
