// What differs between kinds of caches beyond their configuration: by the book, as nginx does, as Varnish does (both measured).
import type { Policy } from './policy.ts'
import { readRfc9111 } from './reading.ts'
import { readNginx } from './reading-nginx.ts'
import { readVarnish } from './reading-varnish.ts'

export const DIALECTS = ['rfc9111', 'nginx', 'varnish'] as const
export type Dialect = (typeof DIALECTS)[number]

type Manners = Pick<
  Policy,
  | 'read'
  | 'sources'
  | 'fetch'
  | 'notModified'
  | 'update'
  | 'age'
  | 'requestDirectives'
  | 'revalidate'
  | 'invalidate'
  | 'storesStale'
> & {
  readonly authorization: Policy['authorization']
  readonly heuristic: number
  readonly keep: number
  readonly whileRevalidate: Policy['stale']['whileRevalidate']
  readonly ifError: Policy['stale']['ifError']
  readonly forces: boolean
  readonly varyExcept: readonly string[]
}

export const MANNERS: Record<Dialect, Manners> = {
  rfc9111: {
    read: readRfc9111,
    sources: ['cdn-cache-control', 'cache-control', 'expires'],
    fetch: { head: 'head', conditions: 'pass', range: 'pass', bypassed: false, acceptEncoding: undefined },
    notModified: { onMiss: 'no', dates: 'since', lean: true },
    update: 'rfc9111',
    age: 'send',
    requestDirectives: true,
    revalidate: true,
    invalidate: true,
    authorization: 'rfc9111',
    heuristic: 0.1,
    keep: 24 * 3_600_000,
    whileRevalidate: undefined,
    ifError: undefined,
    forces: true,
    storesStale: true,
    varyExcept: [],
  },
  nginx: {
    read: readNginx,
    sources: ['x-accel-expires', 'cache-control', 'expires'],
    // proxy_cache_convert_head, and the request headers that nginx leaves out when caching is on.
    fetch: { head: 'get', conditions: 'drop', range: 'drop', bypassed: true, acceptEncoding: undefined },
    notModified: { onMiss: 'storable', dates: 'exact', lean: true },
    update: 'lifetime-only',
    age: 'keep',
    requestDirectives: false,
    revalidate: false,
    invalidate: false,
    authorization: 'ignore',
    heuristic: 0,
    keep: Number.POSITIVE_INFINITY,
    whileRevalidate: false,
    ifError: undefined,
    forces: true,
    storesStale: false,
    varyExcept: [],
  },
  varnish: {
    read: readVarnish,
    sources: ['surrogate-control', 'cache-control', 'expires'],
    // http_gzip_support: Varnish asks for gzip, unpacks for others, and needs no variants for it.
    fetch: { head: 'get', conditions: 'drop', range: 'drop', bypassed: false, acceptEncoding: 'gzip' },
    notModified: { onMiss: 'any', dates: 'since', lean: false },
    update: 'rfc9111',
    age: 'always',
    requestDirectives: false,
    revalidate: true,
    invalidate: false,
    authorization: 'bypass',
    heuristic: 0,
    keep: 0,
    // default_grace
    whileRevalidate: 10_000,
    ifError: false,
    forces: false,
    storesStale: false,
    varyExcept: ['accept-encoding'],
  },
}
