// Whether an answer is stored, and for how long (RFC 9111 section 3, with what fronts put in its place).
import type { RequestHead, ResponseHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { add, filter, get, has } from '../core/headers.ts'
import type { Moments } from './age.ts'
import { hasValidator } from './conditional.ts'
import { httpDate, parseHttpDate } from './http-date.ts'
import { partIn, partKey } from './parts.ts'
import type { Policy } from './policy.ts'
import type { Reading } from './reading.ts'
import { prepared } from './serving.ts'
import type { Entry } from './store.ts'
import { storedHeaders } from './update.ts'
import { select, varyNames } from './vary.ts'

/** All of an entry but its body. */
export type Plan = Omit<Entry, 'body'>

/** `silent`: nothing forbids storing it, but nothing gives it a lifetime either. */
export type Verdict = { readonly plan: Plan } | { readonly why: string; readonly silent?: true }

const CACHING_FIELDS = new Set([
  'cache-control',
  'expires',
  'pragma',
  'cdn-cache-control',
  'surrogate-control',
  'x-accel-expires',
])

/** The head as the cache looks at it: without what it ignores, with what stands in its place. */
function looked(head: ResponseHead, { ignoredFields, override }: Policy): ResponseHead {
  let headers: HeaderList = head.headers
  if (ignoredFields.size > 0) headers = filter(headers, (name) => !ignoredFields.has(name.toLowerCase()))
  if (override !== undefined)
    headers = add(
      filter(headers, (name) => !CACHING_FIELDS.has(name.toLowerCase())),
      'Cache-Control',
      override,
    )
  return headers === head.headers ? head : { ...head, headers }
}

export function verdictOn(
  asked: {
    readonly head: RequestHead
    readonly key: string
    readonly by: number
    readonly noStore: boolean
    /** Only what says for how long is stored, not what merely may be. */
    readonly explicit?: boolean
  },
  response: ResponseHead,
  moments: Moments,
  policy: Policy,
): Verdict {
  const { status } = response
  if (asked.noStore) return { why: 'the request says no-store' }
  const part = policy.parts && has(asked.head.headers, 'range') ? partIn(response) : undefined
  if (status === 304 || status < 200 || (status === 206 && !part && policy.unaskedRange !== 'store'))
    return { why: `status ${status}` }
  const seen = looked(response, policy)
  if (policy.setCookie === 'bypass' && has(seen.headers, 'set-cookie')) return { why: 'Set-Cookie' }
  const names = varyNames(seen.headers, policy.vary)
  if (!Array.isArray(names)) return names
  const reading = policy.read(seen, moments, policy)
  const forced = policy.ttl.forces ? (policy.ttl.fixed ?? (policy.ttl.min > 0 ? policy.ttl.min : undefined)) : undefined
  if (reading.forbidden !== undefined && forced === undefined) return { why: reading.forbidden }
  const authorized = has(asked.head.headers, 'authorization') && policy.authorization === 'rfc9111'
  if (authorized && !reading.shared) return { why: 'the request had Authorization' }
  const lifetime = lifetimeOf(seen, reading, moments, policy)
  if (asked.explicit && reading.lifetime === undefined) return { why: 'an answer to POST has to say for how long' }
  if (lifetime === undefined) return { why: 'it does not say for how long', silent: true }
  const stale = staleTimes(reading, policy)
  const usable =
    (lifetime > reading.age && reading.revalidate !== 'always') ||
    policy.storesStale === 'always' ||
    (policy.storesStale === 'validated' &&
      ((policy.revalidate && hasValidator(response.headers)) || stale.whileRevalidate > 0 || stale.ifError > 0))
  if (!usable) return { why: lifetime > reading.age ? 'no-cache without a validator' : 'it is stale from the start' }
  let headers = storedHeaders(prepared(response.headers, policy), [
    ...reading.withheld,
    ...(policy.setCookie === 'strip' ? ['set-cookie'] : []),
  ])
  if (policy.age === 'keep' && has(response.headers, 'age'))
    headers = add(headers, 'Age', get(response.headers, 'age')!)
  if (policy.addDate && !has(headers, 'date')) headers = add(headers, 'Date', httpDate(moments.answered))
  return {
    plan: {
      key: part ? partKey(asked.key) : asked.key,
      ...(part ? { part } : {}),
      selection: select(asked.head.headers, names, policy.vary.values),
      status,
      reason: response.reason,
      headers,
      answered: moments.answered,
      age: reading.age,
      lifetime,
      revalidate: forced === undefined ? reading.revalidate : 'may',
      ...stale,
      by: asked.by,
    },
  }
}

/** Milliseconds; undefined when nothing gives the answer a lifetime and it may not be stored without one. */
function lifetimeOf(
  { status, headers }: ResponseHead,
  reading: Reading,
  { answered }: Moments,
  { ttl, revalidate, storesStale }: Policy,
): number | undefined {
  if (ttl.fixed !== undefined) return rounded(ttl.fixed + reading.age, ttl)
  const clamp = (lifetime: number) => Math.min(Math.max(lifetime, ttl.min), ttl.max)
  if (reading.forbidden !== undefined) return clamp(0) + reading.age
  if (reading.lifetime !== undefined) return clamp(reading.lifetime)
  const byStatus = ttl.statuses.get(status) ?? ttl.statuses.get('any')
  if (byStatus !== undefined) return byStatus
  if (!reading.byDefault) return ttl.min > 0 ? ttl.min : undefined
  const modified = parseHttpDate(get(headers, 'last-modified') ?? '', answered)
  if (ttl.heuristic > 0 && modified !== undefined) {
    const date = parseHttpDate(get(headers, 'date') ?? '', answered) ?? answered
    return clamp(Math.max(0, date - modified) * ttl.heuristic)
  }
  if (ttl.fallback !== undefined) return clamp(ttl.fallback)
  return revalidate && storesStale === 'validated' ? clamp(0) : undefined
}

/** Seconds in 32 bits of floating point: exact up to half a year, and for an Age of decades off by minutes (measured at Varnish). */
function rounded(lifetime: number, { single }: Policy['ttl']): number {
  return single ? Math.fround(lifetime / 1000) * 1000 : lifetime
}

function staleTimes(reading: Reading, { stale }: Policy): { whileRevalidate: number; ifError: number } {
  const time = (rule: number | false | undefined, said: number | undefined) =>
    rule === false ? 0 : (said ?? rule ?? 0)
  return {
    whileRevalidate: time(stale.whileRevalidate, reading.whileRevalidate),
    ifError: time(stale.ifError, reading.ifError),
  }
}
