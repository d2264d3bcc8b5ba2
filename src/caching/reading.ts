// What an answer says about its own caching, read as RFC 9111 asks. Real fronts read the same fields in their own ways
// (reading-nginx.ts, reading-varnish.ts); all of them answer this one shape, and the rest of the cache knows no vendor.
import type { ResponseHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { get, getAll, has } from '../core/headers.ts'
import type { Moments } from './age.ts'
import { initialAge } from './age.ts'
import type { Directives } from './directives.ts'
import { deltaSeconds, listedFields, parseDirectives } from './directives.ts'
import { parseHttpDate } from './http-date.ts'
import { targetedDirectives } from './sf-dictionary.ts'

/** Times in milliseconds. */
export interface Reading {
  /** Why it may not be stored. */
  readonly forbidden?: string
  /** How long it is fresh, counted from its making; absent when it does not say. */
  readonly lifetime?: number
  /** How old it was on arrival, as this front reckons. */
  readonly age: number
  /** always: every use has to be checked with the app (no-cache); stale: never to be used stale; may: nothing said. */
  readonly revalidate: 'always' | 'stale' | 'may'
  readonly whileRevalidate?: number
  readonly ifError?: number
  /** Fields that may not be given to others, in lower case. */
  readonly withheld: readonly string[]
  /** May be stored although the request had Authorization (RFC 9111 section 3.5). */
  readonly shared: boolean
  /** Whether its status may be stored when nothing is said (RFC 9110 section 15.1), or `public` says so. */
  readonly byDefault: boolean
}

export const SOURCES = [
  'cdn-cache-control',
  'surrogate-control',
  'x-accel-expires',
  'cache-control',
  'expires',
] as const
export type Source = (typeof SOURCES)[number]

/** `sources` in their order: the first targeted field that is there and valid takes the place of Cache-Control and Expires (RFC 9213). */
export type Reader = (
  head: ResponseHead,
  moments: Moments,
  how: { readonly sources: readonly Source[]; readonly passedOver: ReadonlySet<string> },
) => Reading

export const HEURISTICALLY_CACHEABLE = new Set([200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501])
const UNDERSTOOD = new Set([...HEURISTICALLY_CACHEABLE, 302, 303, 307, 400, 401, 403, 500, 502, 503, 504])

export const readRfc9111: Reader = ({ status, headers }, moments, { sources, passedOver }) => {
  const age = initialAge(headers, moments)
  let expires: number | undefined
  let directives: Directives = parseDirectives([])
  for (const source of sources) {
    if (source === 'expires') {
      expires = expiresLifetime(headers, moments)
      continue
    }
    if (source === 'x-accel-expires') {
      const value = accelExpires(get(headers, source), moments.answered)
      if (value === undefined) continue
      if (value <= 0) return { ...SILENT, age, forbidden: 'X-Accel-Expires says so' }
      return { ...SILENT, age: 0, lifetime: value, byDefault: true }
    }
    const found =
      source === 'cdn-cache-control' ? targetedDirectives(getAll(headers, source)) : ofField(headers, source)
    if (!found) continue
    directives = found
    if (source !== 'cache-control') break
  }
  return { ...ofDirectives(without(directives, passedOver), status, expires), age }
}

export const SILENT: Omit<Reading, 'age'> = { revalidate: 'may', withheld: [], shared: false, byDefault: false }

function ofField(headers: HeaderList, name: string): Directives | undefined {
  return has(headers, name) ? parseDirectives(getAll(headers, name)) : undefined
}

function without(directives: Directives, names: ReadonlySet<string>): Directives {
  return names.size === 0 ? directives : new Map([...directives].filter(([name]) => !names.has(name)))
}

function ofDirectives(d: Directives, status: number, expires: number | undefined): Omit<Reading, 'age'> {
  const understood = UNDERSTOOD.has(status)
  const listedPrivate = listedFields(d, 'private')
  const listedNoCache = listedFields(d, 'no-cache')
  const forbidden =
    d.has('must-understand') && !understood
      ? `must-understand with status ${status}`
      : d.has('no-store') && !(d.has('must-understand') && understood)
        ? 'no-store'
        : d.has('private') && !listedPrivate
          ? 'private'
          : undefined
  const shared = deltaSeconds(d, 's-maxage')
  const maxAge = shared ?? deltaSeconds(d, 'max-age')
  const lifetime = maxAge === undefined ? expires : maxAge * 1000
  const strict = shared !== undefined || d.has('must-revalidate') || d.has('proxy-revalidate')
  const [whileRevalidate, ifError] = [deltaSeconds(d, 'stale-while-revalidate'), deltaSeconds(d, 'stale-if-error')]
  return {
    ...(forbidden ? { forbidden } : {}),
    ...(lifetime === undefined ? {} : { lifetime }),
    ...(whileRevalidate === undefined ? {} : { whileRevalidate: whileRevalidate * 1000 }),
    ...(ifError === undefined ? {} : { ifError: ifError * 1000 }),
    revalidate: d.has('no-cache') && !listedNoCache ? 'always' : strict ? 'stale' : 'may',
    withheld: [...(listedPrivate ?? []), ...(listedNoCache ?? [])],
    shared: d.has('public') || shared !== undefined || d.has('must-revalidate'),
    byDefault: d.has('public') || HEURISTICALLY_CACHEABLE.has(status),
  }
}

/** A date that cannot be read, `0` above all, lies in the past (RFC 9111 section 5.3). */
function expiresLifetime(headers: HeaderList, { answered }: Moments): number | undefined {
  const text = get(headers, 'expires')
  if (text === undefined) return undefined
  const expires = parseHttpDate(text, answered)
  const date = parseHttpDate(get(headers, 'date') ?? '', answered) ?? answered
  return expires === undefined ? 0 : Math.max(0, expires - date)
}

/** nginx's own field: seconds, or `@` and a Unix time; undefined when it is neither. */
export function accelExpires(text: string | undefined, now: number): number | undefined {
  if (text === undefined || !/^@?\d+$/.test(text)) return undefined
  return text.startsWith('@') ? Number(text.slice(1)) * 1000 - now : Number(text) * 1000
}
