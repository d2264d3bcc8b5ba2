// A cookie in the jar, and the two orders cookies have: the order they are sent in and the order they are dropped in.
import type { SameSite } from './samesite.ts'

/** The top-level page a partitioned cookie belongs to (CHIPS). */
export interface Partition {
  /** Scheme and registrable domain; null: headers did not tell which page it was. */
  readonly topLevelSite: string | null
  /** Taken from a Referer, which names the page that asked: it need not be the top-level one. */
  readonly guessed?: true
  /** A page of another site stands between the top-level page and the one that asked. */
  readonly hasCrossSiteAncestor: boolean
}

export interface StoredCookie {
  readonly name: string
  readonly value: string
  /** Without leading dot. */
  readonly domain: string
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly sameSite: SameSite | null
  readonly priority: 'Low' | 'Medium' | 'High'
  /** Milliseconds since the epoch; null: until the browser closes. */
  readonly expires: number | null
  readonly partition: Partition | null
  /** The partition as a key; '' when there is none. */
  readonly partitionKey: string
  /** Milliseconds since the epoch; a rewrite may inherit it. */
  readonly created: number
  /** Counts up with every new cookie: breaks ties of `created`. */
  readonly order: number
  /** When it was last sent or set; eviction goes by it. */
  accessed: number
  /** When its value came about; unlike `created`, the same in every browser. */
  readonly changed: number
  /** Not seen being set: it came with a request, so a script or an earlier run set it. Its attributes are a guess. */
  readonly learned: boolean
  /** What the timeline has said of its being sent; each value says it anew (see moments.ts). */
  told: number
  /** Number of the connection that set it last, 0 when that is not known: profiles that look alike are told apart by it. */
  over: number
  /** The one it took the place of: what a request that left earlier carries, and what is there if the new line was not kept. */
  before: StoredCookie | null
  /** Headers left open whether the browser did what the line said. Ends when the cookie comes. */
  doubt: boolean
}

/** A cookie in the making, before the jar has it. */
export type FreshCookie = { -readonly [Key in keyof StoredCookie]: StoredCookie[Key] }

/** Same name, domain, path and partition: the newer one takes the older one's place. Host-only and domain cookies differ. */
export function isSameCookie(a: StoredCookie, b: StoredCookie): boolean {
  return (
    a.name === b.name &&
    a.path === b.path &&
    a.domain === b.domain &&
    a.hostOnly === b.hostOnly &&
    a.partitionKey === b.partitionKey
  )
}

/** Longer paths first, then the older cookie (RFC 6265bis section 5.8.3). */
export function sendingOrder(a: StoredCookie, b: StoredCookie): number {
  return b.path.length - a.path.length || a.created - b.created || a.order - b.order
}

/** The one not used for longest first. */
export function droppingOrder(a: StoredCookie, b: StoredCookie): number {
  return a.accessed - b.accessed || a.created - b.created || a.order - b.order
}

export function isExpired(cookie: StoredCookie, now: number): boolean {
  return cookie.expires !== null && cookie.expires <= now
}

/** `name=value`, or the value alone when there is no name. */
export function sentAs(cookie: { readonly name: string; readonly value: string }): string {
  return cookie.name === '' ? cookie.value : `${cookie.name}=${cookie.value}`
}
