// An entry as an answer: whole, a range of it, or 304 when the browser has it already.
import type { Exchange, Reply, RequestHead, ResponseHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { set } from '../core/headers.ts'
import { isNotModified, notModifiedHeaders } from './conditional.ts'
import { ageOf, remaining } from './freshness.ts'
import type { Policy } from './policy.ts'
import { rangeOf } from './ranges.ts'
import type { Report } from './status.ts'
import { withStatus } from './status.ts'
import type { Entry } from './store.ts'
import { mustUnpack, unpacked, unpackedHeaders } from './unpack.ts'

export type Told = Omit<Report, 'exchange' | 'by' | 'ttl'>

/** `request` is the head as it came to the cache, before the cache changed it for the app. */
export function replyFrom(
  entry: Entry,
  request: RequestHead,
  x: Pick<Exchange, 'id' | 'say' | 'servedFrom'>,
  now: number,
  policy: Policy,
  told: Told,
): Reply {
  const age = ageOf(entry, now)
  x.servedFrom(entry.by)
  x.say(`${told.outcome}: answered with what exchange ${entry.by} brought, ${Math.floor(age / 1000)} s old`)
  const aged = policy.age === 'keep' ? entry.headers : set(entry.headers, 'Age', seconds(age))
  const report = { ...told, exchange: x.id, by: entry.by, ttl: remaining(entry, now) }
  const headers = withStatus(aged, policy.status, report)
  if (isNotModified(request.headers, entry, policy.notModified.dates)) return notModified(headers, policy)
  const slice = policy.ranges === 'serve' ? rangeOf(request.headers, { ...entry, headers }) : undefined
  if (slice) return slice
  const { status, reason, body } = entry
  if (policy.fetch.acceptEncoding !== undefined && mustUnpack(request.headers, headers))
    return { status, reason, headers: unpackedHeaders(headers), body: unpacked(body) }
  return { status, reason, headers, body }
}

function seconds(age: number): string {
  return String(Math.floor(age / 1000))
}

export function notModified(headers: HeaderList, { notModified: { lean } }: Policy): Reply {
  return { status: 304, reason: 'Not Modified', headers: notModifiedHeaders(headers, lean), body: '' }
}

/** The app's answer on its way through: what the cache adds and takes away. */
export function passing(head: ResponseHead, age: number, policy: Policy, report: Report, strip: boolean): HeaderList {
  let headers = head.headers
  if (policy.age === 'always') headers = set(headers, 'Age', seconds(age))
  if (strip) headers = headers.filter((_, i) => headers[i - (i % 2)]!.toLowerCase() !== 'set-cookie')
  return withStatus(headers, policy.status, report)
}
