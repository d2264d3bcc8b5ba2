// What a request asks of caches on its way (RFC 9111 section 5.2.1); times in milliseconds.
import type { HeaderList } from '../core/headers.ts'
import { getAll, has, members } from '../core/headers.ts'
import { deltaSeconds, parseDirectives } from './directives.ts'

export interface Wishes {
  readonly noStore: boolean
  readonly noCache: boolean
  readonly onlyIfCached: boolean
  readonly maxAge: number
  readonly minFresh: number
  /** How long past its lifetime an answer may be. */
  readonly maxStale: number
}

export const NO_WISHES: Wishes = {
  noStore: false,
  noCache: false,
  onlyIfCached: false,
  maxAge: Number.POSITIVE_INFINITY,
  minFresh: 0,
  maxStale: 0,
}

export function wishesOf(headers: HeaderList): Wishes {
  // Pragma: no-cache only counts where Cache-Control is absent (RFC 9111 section 5.4).
  if (!has(headers, 'cache-control')) {
    if (!has(headers, 'pragma')) return NO_WISHES
    const pragma = members(headers, 'pragma').some((value) => value.toLowerCase() === 'no-cache')
    return pragma ? { ...NO_WISHES, noCache: true } : NO_WISHES
  }
  const directives = parseDirectives(getAll(headers, 'cache-control'))
  const stale = directives.get('max-stale')
  const maxAge = deltaSeconds(directives, 'max-age')
  return {
    noStore: directives.has('no-store'),
    noCache: directives.has('no-cache'),
    onlyIfCached: directives.has('only-if-cached'),
    maxAge: maxAge === undefined ? Number.POSITIVE_INFINITY : maxAge * 1000,
    minFresh: (deltaSeconds(directives, 'min-fresh') ?? 0) * 1000,
    maxStale: stale === true ? Number.POSITIVE_INFINITY : (deltaSeconds(directives, 'max-stale') ?? 0) * 1000,
  }
}
