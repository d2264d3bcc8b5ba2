// What the cookie rules need to know about a request: where it goes and how near it is to the site's own pages. A browser knows it
// for sure (`contextFromBrowser`); a proxy infers it (context-from-headers.ts) and may have to leave it open.
import { type Host, hostOf, type Place, placeOf, sameSite } from './place.ts'
import { PROFILES, type Profile, type ProfileName, type ThirdPartyCookies } from './profile.ts'
import { CROSS_SITE, isSafeMethod, NAVIGATION, type Nearness, SAME_SITE, UNSAFE_NAVIGATION } from './samesite.ts'
import type { Partition } from './stored-cookie.ts'

export type ContextKind = 'top-level-navigation' | 'frame-navigation' | 'subresource'

export interface CookieContext {
  readonly place: Place
  readonly kind: ContextKind
  /** How near the request is at least, at most, and most likely; all equal when it is known. */
  readonly atLeast: Nearness
  readonly atMost: Nearness
  readonly likely: Nearness
  /** Lax and Strict cookies may be set by the answer. */
  readonly setsSameSite: boolean | 'unknown'
  /** The request carries cookies at all (credentials mode). */
  readonly credentials: boolean | 'unknown'
  /** Asked for by a page of another site, or inside one. */
  readonly thirdParty: boolean
  /** Where `Partitioned` cookies of this request live. */
  readonly partition: Partition
  /** What the browser itself said about third-party cookies; undefined: the profile's setting holds. */
  readonly policy?: ThirdPartyCookies | undefined
}

/** What a browser knows about a request that it makes. */
export interface BrowserRequest {
  readonly url: string
  readonly method: string
  readonly kind: ContextKind
  /** URL of the page that asked; null: the user did (address bar, bookmark). */
  readonly initiator: string | null
  /** URL of the top-level page; null for a top-level navigation. */
  readonly topLevel: string | null
  /** URL of the frame that asked, when it was one. */
  readonly frame: string | null
  readonly credentials: 'include' | 'same-origin' | 'omit'
  /** URLs that redirected here, first one first. */
  readonly redirectChain: readonly string[]
}

/** 'same', 'cross', or 'none' when there is no page to compare with; an opaque origin is cross-site. */
type Relation = 'none' | 'same' | 'cross'

function relation(url: string | null, host: Host, profile: Profile): Relation {
  if (url === null) return 'none'
  const other = placeOf(url)
  return other && sameSite(other.host, host, profile.schemeful) ? 'same' : 'cross'
}

/** Throws a TypeError when `url` is no http(s) URL. */
export function contextFromBrowser(request: BrowserRequest, browser: ProfileName): CookieContext {
  const profile = PROFILES[browser]
  const place = placeOf(request.url)
  if (!place) throw new TypeError(`not an http URL: ${request.url}`)
  const { host } = place
  const initiator = relation(request.initiator, host, profile)
  const bounced =
    profile.redirectsCount && request.redirectChain.some((url) => relation(url, host, profile) === 'cross')
  if (request.kind === 'top-level-navigation') {
    const near = initiator === 'cross' || bounced ? navigationNearness(request.method) : SAME_SITE
    return known(request, place, near, true, false, ownPartition(host))
  }
  const top = relation(request.topLevel, host, profile)
  const embedded = top === 'cross' || relation(request.frame, host, profile) === 'cross'
  const navigates = request.kind === 'frame-navigation'
  const thirdParty = embedded || (!navigates && initiator === 'cross')
  const partition = partitionOf(request.topLevel ?? request.initiator, host, thirdParty, top === 'same', profile)
  if (thirdParty) return known(request, place, CROSS_SITE, false, true, partition)
  // A frame in our page that a page of another site sends to us is as far away as any frame of theirs (measured).
  const near = bounced || initiator === 'cross' ? CROSS_SITE : SAME_SITE
  return known(request, place, near, initiator !== 'cross', false, partition)
}

function known(
  request: BrowserRequest,
  place: Place,
  near: Nearness,
  setsSameSite: boolean,
  thirdParty: boolean,
  partition: Partition,
): CookieContext {
  return {
    place,
    kind: request.kind,
    atLeast: near,
    atMost: near,
    likely: near,
    setsSameSite,
    credentials: carriesCredentials(request),
    thirdParty,
    partition,
  }
}

/** A navigation that another site started: GET carries Lax cookies, POST does not. */
export function navigationNearness(method: string): Nearness {
  return isSafeMethod(method) ? NAVIGATION : UNSAFE_NAVIGATION
}

export function ownPartition(host: Host): Partition {
  return { topLevelSite: host.site, hasCrossSiteAncestor: false }
}

function partitionOf(
  topLevel: string | null,
  host: Host,
  thirdParty: boolean,
  sameTop: boolean,
  profile: Profile,
): Partition {
  const top = topLevel === null ? null : placeOf(topLevel)
  const hasCrossSiteAncestor = thirdParty && (profile.ancestorBit === 'embeds' || sameTop)
  return { topLevelSite: top ? top.host.site : host.site, hasCrossSiteAncestor }
}

/** Credentials mode same-origin: only where page and address share scheme, host and port, on every hop (Fetch section 4.6). */
function carriesCredentials({ credentials, initiator, redirectChain, url }: BrowserRequest): boolean {
  if (credentials !== 'same-origin') return credentials === 'include'
  if (initiator === null) return true
  const own = originOf(initiator)
  return originOf(url) === own && redirectChain.every((hop) => originOf(hop) === own)
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : ''
}

/** Host of an Origin or Referer header; null when it names none (`null`). */
export function hostOfPage(url: string | undefined): Host | null {
  if (url === undefined) return null
  const slash = url.indexOf('/', url.indexOf('://') + 3)
  return hostOf(slash < 0 ? url : url.slice(0, slash))
}
