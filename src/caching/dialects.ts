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
  | 'ranges'
  | 'upgrades'
  | 'conditions'
  | 'joined'
  | 'unaskedRange'
  | 'earlyIsAnswer'
  | 'update'
  | 'age'
  | 'requestDirectives'
  | 'revalidate'
  | 'invalidate'
  | 'storesStale'
  | 'errorsSpare'
  | 'emptyCounts'
> & {
  readonly vary: Pick<Policy['vary'], 'star' | 'values'> & { readonly except: readonly string[] }
  readonly stale: Pick<Policy['stale'], 'whileRevalidate' | 'ifError' | 'statuses'>
  readonly authorization: Policy['authorization']
  readonly heuristic: number
  readonly keep: number
  readonly forces: boolean
  readonly single: boolean
}

const CONDITIONS = ['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range', 'range']

export const MANNERS: Record<Dialect, Manners> = {
  rfc9111: {
    read: readRfc9111,
    sources: ['cdn-cache-control', 'cache-control', 'expires'],
    fetch: { head: 'head', drop: new Set(), bypassed: false, acceptEncoding: undefined },
    ranges: 'serve',
    upgrades: false,
    conditions: { onMiss: 'no', tags: 'list', dates: 'since', both: false, match: false, lean: true },
    joined: [],
    unaskedRange: 'pass',
    earlyIsAnswer: false,
    update: 'rfc9111',
    age: 'send',
    requestDirectives: true,
    revalidate: true,
    invalidate: true,
    storesStale: 'validated',
    errorsSpare: true,
    emptyCounts: true,
    vary: { star: 'member', values: 'levelled', except: [] },
    stale: { whileRevalidate: undefined, ifError: undefined, statuses: new Set([500, 502, 503, 504]) },
    authorization: 'rfc9111',
    heuristic: 0.1,
    keep: 24 * 3_600_000,
    forces: true,
    single: false,
  },
  nginx: {
    read: readNginx,
    sources: ['x-accel-expires', 'cache-control', 'expires'],
    // proxy_cache_convert_head, and the request headers that nginx leaves out when caching is on, bypassed or not.
    fetch: { head: 'get', drop: new Set(CONDITIONS), bypassed: true, acceptEncoding: undefined },
    ranges: 'if-offered',
    upgrades: true,
    conditions: { onMiss: 'storable', tags: 'list', dates: 'exact', both: true, match: true, lean: true },
    joined: [],
    unaskedRange: 'store',
    earlyIsAnswer: true,
    update: 'lifetime-only',
    age: 'keep',
    requestDirectives: false,
    revalidate: false,
    invalidate: false,
    storesStale: 'always',
    errorsSpare: true,
    emptyCounts: false,
    vary: { star: 'line', values: 'joined', except: [] },
    stale: { whileRevalidate: false, ifError: undefined, statuses: new Set() },
    authorization: 'ignore',
    heuristic: 0,
    keep: Number.POSITIVE_INFINITY,
    forces: true,
    single: false,
  },
  varnish: {
    read: readVarnish,
    sources: ['surrogate-control', 'cache-control', 'expires'],
    // http_gzip_support: Varnish asks for gzip, unpacks for others, and needs no variants for it.
    fetch: { head: 'get', drop: new Set([...CONDITIONS, 'cache-control']), bypassed: false, acceptEncoding: 'gzip' },
    ranges: 'strict',
    upgrades: true,
    conditions: { onMiss: 'any', tags: 'whole', dates: 'made', both: false, match: false, lean: false },
    joined: ['cache-control', 'vary'],
    unaskedRange: 'fault',
    earlyIsAnswer: false,
    update: 'merge',
    age: 'always',
    requestDirectives: false,
    revalidate: true,
    invalidate: false,
    storesStale: 'never',
    errorsSpare: false,
    emptyCounts: true,
    vary: { star: 'whole', values: 'first', except: ['accept-encoding'] },
    // default_grace
    stale: { whileRevalidate: 10_000, ifError: false, statuses: new Set() },
    authorization: 'bypass',
    heuristic: 0,
    keep: 0,
    forces: false,
    single: true,
  },
}
