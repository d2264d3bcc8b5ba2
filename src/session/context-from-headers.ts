// What a proxy can tell about a request from its head alone: Sec-Fetch-*, Sec-Fetch-Storage-Access, Origin, Referer, the method. Which
// header means what was measured (Chromium 156, Firefox 153); what they leave open stays a span, and the likelier end is noted.
import type { HeaderList } from '../core/headers.ts'
import { type ContextKind, type CookieContext, hostOfPage, navigationNearness, ownPartition } from './context.ts'
import { type Host, type Place, placeOf, sameSite } from './place.ts'
import { PROFILES, type Profile, type ProfileName, type ThirdPartyCookies } from './profile.ts'
import { CROSS_SITE, type Nearness, SAME_SITE } from './samesite.ts'
import type { SeenBefore } from './seen-before.ts'
import type { Partition } from './stored-cookie.ts'

/** `url` is absolute: scheme and host as the browser used them. */
export interface RequestSeen {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
}

interface Clues {
  site?: string
  mode?: string
  dest?: string
  storage?: string
  upgrade?: string
  origin?: string
  referer?: string
}

const CLUES: Readonly<Record<string, keyof Clues>> = {
  'sec-fetch-site': 'site',
  'sec-fetch-mode': 'mode',
  'sec-fetch-dest': 'dest',
  'sec-fetch-storage-access': 'storage',
  'upgrade-insecure-requests': 'upgrade',
  origin: 'origin',
  referer: 'referer',
}

const LENGTHS = new Set(Object.keys(CLUES).map(({ length }) => length))

function cluesIn(headers: HeaderList): Clues {
  const clues: Clues = {}
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at]!
    // Most headers are told from these by their length alone.
    if (!LENGTHS.has(name.length)) continue
    const key = CLUES[name.toLowerCase()]
    if (key !== undefined) clues[key] = headers[at + 1]!
  }
  return clues
}

type Finding = Omit<CookieContext, 'place' | 'kind' | 'partition'> & { readonly partition?: Partition }

/** Throws a TypeError when `url` is no http(s) URL. `seen`: what went before in the same browser profile. */
export function contextFromHeaders(request: RequestSeen, browser: ProfileName, seen?: SeenBefore): CookieContext {
  const place = placeOf(request.url)
  if (!place) throw new TypeError(`not an http URL: ${request.url}`)
  return contextAt(place, request, browser, seen)
}

/** The same for an address that was taken apart already. */
export function contextAt(
  place: Place,
  request: Pick<RequestSeen, 'method' | 'headers'>,
  browser: ProfileName,
  seen?: SeenBefore,
): CookieContext {
  const profile = PROFILES[browser]
  const clues = cluesIn(request.headers)
  const kind = kindOf(clues)
  const page = hostOfPage(clues.origin === 'null' ? undefined : clues.origin) ?? hostOfPage(clues.referer)
  const evidence: Evidence = { method: request.method, place, clues, page, profile, seen }
  const found = kind === 'top-level-navigation' ? navigation(evidence) : embedded(evidence, kind)
  // A page of ours with the other scheme is at the top where both are one site.
  const top = kind !== 'top-level-navigation' && page !== null && isOurs(page, evidence) ? page : place.host
  return { place, kind, partition: ownPartition(top), ...found }
}

interface Evidence {
  readonly method: string
  readonly place: Place
  readonly clues: Clues
  /** Who asked, by Origin or Referer. */
  readonly page: Host | null
  readonly profile: Profile
  readonly seen: SeenBefore | undefined
}

const FRAMES = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe'])

function kindOf({ mode, dest, upgrade, origin }: Clues): ContextKind {
  if (mode === undefined) return upgrade === '1' && origin === undefined ? 'top-level-navigation' : guessKind(upgrade)
  if (mode !== 'navigate') return 'subresource'
  return dest !== undefined && FRAMES.has(dest) ? 'frame-navigation' : 'top-level-navigation'
}

/** Without Sec-Fetch: only navigations ask for an upgrade to https; a form POST also has an Origin. */
function guessKind(upgrade: string | undefined): ContextKind {
  return upgrade === '1' ? 'top-level-navigation' : 'subresource'
}

function certain(near: Nearness, setsSameSite = true, credentials: boolean | 'unknown' = true): Finding {
  return { atLeast: near, atMost: near, likely: near, setsSameSite, credentials, thirdParty: false }
}

function isOurs(page: Host | null, { place, profile }: Evidence): boolean {
  return page !== null && sameSite(page, place.host, profile.schemeful)
}

function navigation(evidence: Evidence): Finding {
  const { method, place, clues, page, profile, seen } = evidence
  const cross = navigationNearness(method)
  const bounced = seen?.isBounce(place.host) ?? false
  if (clues.site !== undefined && clues.site !== 'cross-site') {
    // Firefox counts the hops of a redirect although a typed address keeps "none".
    return certain(profile.redirectsCount && bounced && clues.site === 'none' ? cross : SAME_SITE)
  }
  if (profile.redirectsCount && clues.site === 'cross-site') return certain(cross)
  // A page of ours started it and a redirect led through another site: still near in Chromium.
  if (page !== null && isOurs(page, evidence)) return certain(SAME_SITE)
  // Without Sec-Fetch-Dest a frame in a page of another site looks like a link there.
  if (clues.mode === undefined && page !== null) {
    return { ...certain(cross), atLeast: CROSS_SITE, setsSameSite: 'unknown' }
  }
  if (page !== null) return certain(cross)
  // No Referer: its policy may hide it, an https page hides it from http, or the user typed the address.
  const likely = clues.site === undefined || bounced ? SAME_SITE : cross
  return { ...certain(likely), atLeast: cross, atMost: SAME_SITE }
}

function embedded(evidence: Evidence, kind: ContextKind): Finding {
  const { clues, page, profile } = evidence
  if (
    clues.storage !== undefined &&
    !(clues.storage === 'active' && clues.site !== 'cross-site' && !profile.schemeful)
  ) {
    return thirdParty(evidence, true)
  }
  const ours = isOurs(page, evidence)
  if (clues.site === undefined) {
    if (page !== null) return ours ? certain(SAME_SITE) : thirdParty(evidence, 'unknown')
    return { ...certain(SAME_SITE), atLeast: CROSS_SITE, setsSameSite: 'unknown', credentials: 'unknown' }
  }
  if (clues.site !== 'cross-site') {
    // fetch() to a sibling host carries cookies only when told to; images, scripts, frames and sockets always do.
    const asked = clues.site === 'same-site' && clues.mode === 'cors'
    if (profile.tellsStorageAccess) return certain(SAME_SITE, true, asked ? 'unknown' : true)
    return { ...certain(SAME_SITE, true, asked ? 'unknown' : true), atLeast: CROSS_SITE }
  }
  if (!profile.tellsStorageAccess) return thirdParty(evidence, clues.mode === 'cors' ? 'unknown' : true)
  // Cross-site, yet no third-party context: a redirect through another site, or a page of another site moved our frame.
  if (ours) return profile.redirectsCount && clues.mode !== undefined ? bouncedInside(evidence) : certain(SAME_SITE)
  if (kind === 'frame-navigation') {
    if (page !== null) return certain(CROSS_SITE, false)
    return { ...certain(CROSS_SITE), atMost: SAME_SITE, setsSameSite: 'unknown' }
  }
  // A third-party request that takes cookies along says so; this one did not.
  return page !== null ? thirdParty(evidence, false) : thirdParty(evidence, 'unknown')
}

/** Firefox: http and https of one site are told apart by Sec-Fetch-Site and not by the cookie rules. */
function bouncedInside(evidence: Evidence): Finding {
  const { page, place } = evidence
  return page?.scheme !== place.host.scheme ? certain(SAME_SITE) : certain(CROSS_SITE)
}

function thirdParty(evidence: Evidence, credentials: boolean | 'unknown'): Finding {
  const { clues, page, place, profile, seen } = evidence
  // Firefox says "inactive" when our content sits below a foreign frame of our own page (measured).
  const nested = profile.ancestorBit === 'own-content' && clues.storage === 'inactive'
  const embedder = page !== null && !isOurs(page, evidence) ? page.site : (seen?.embedderOf(place.host) ?? null)
  const hasCrossSiteAncestor = nested || profile.ancestorBit === 'embeds'
  return {
    ...certain(CROSS_SITE, false, credentials),
    thirdParty: true,
    // The page that asked may itself be a frame, and what counts is the page at the top (measured: frames two deep).
    partition: nested
      ? { topLevelSite: place.host.site, hasCrossSiteAncestor }
      : { topLevelSite: embedder, guessed: true, hasCrossSiteAncestor },
    policy: policyTold(clues.storage, profile) ?? seen?.policy(),
  }
}

function policyTold(storage: string | undefined, profile: Profile): ThirdPartyCookies | undefined {
  if (storage === undefined) return undefined
  if (storage === 'active') return 'allowed'
  // `none` and `inactive`: this browser keeps third-party cookies out, each in its own way.
  return profile.thirdPartyCookies === 'partitioned' ? undefined : 'blocked'
}
