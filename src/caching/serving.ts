// What goes out: an entry as an answer, or the app's answer on its way through; whole, a part of it, or 304 when the browser has
// it already.
import type { Exchange, Reply, RequestHead, ResponseHead } from '../core/exchange.ts'
import { frontPage } from '../core/front-page.ts'
import type { HeaderList } from '../core/headers.ts'
import { filter, get, getAll, members, set } from '../core/headers.ts'
import { conditionOf, notModifiedHeaders } from './conditional.ts'
import { ageOf, remaining } from './freshness.ts'
import type { Policy } from './policy.ts'
import { sliceOf } from './ranges.ts'
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
  const condition = conditionOf(request.headers, entry, now, policy.conditions)
  if (condition === 412) return preconditionFailed(policy, report)
  if (condition === 304) return { ...notModified(headers, policy), body: '' }
  const { status, reason, body } = entry
  const slice = sliceOf(request.headers, { status, headers }, body.byteLength, policy.ranges)
  if (slice?.head.status === 416 && policy.conditions.match) return pageOf(416, policy, report, slice.head.headers)
  if (slice) return { ...slice.head, body: body.subarray(slice.start, slice.end) }
  if (policy.fetch.acceptEncoding !== undefined && mustUnpack(request.headers, headers))
    return { status, reason, headers: unpackedHeaders(headers), body: unpacked(body) }
  return { status, reason, headers, body }
}

function seconds(age: number): string {
  return String(Math.floor(age / 1000))
}

export function notModified(headers: HeaderList, { conditions: { lean } }: Policy): ResponseHead {
  return { status: 304, reason: 'Not Modified', headers: notModifiedHeaders(headers, lean) }
}

/** Only nginx does this, so it is nginx's page. */
export function preconditionFailed(policy: Policy, report: Report): Reply {
  return pageOf(412, policy, report)
}

/** nginx's own page; `headers`: of the stored answer, whose other fields than those of its bytes outlive a 416 (measured). */
export function pageOf(
  status: 412 | 416 | 502,
  { status: styles }: Policy,
  report: Report,
  headers: HeaderList = [],
): Reply {
  const page = frontPage('nginx', status)
  const kept = filter(headers, (name) => !OF_ITS_BYTES.test(name))
  // add_header is carried out for the answer and again for the page, so a 416 tells the status twice.
  return { ...page, headers: [...page.headers, ...kept, ...withStatus([], styles, report)] }
}

const OF_ITS_BYTES = /^(?:content-(?:length|type|encoding)|etag|last-modified|accept-ranges)$/i

/** The app's answer on its way through: what the cache adds and takes away. */
export function passing(head: ResponseHead, age: number, policy: Policy, report: Report, strip: boolean): HeaderList {
  let headers = head.headers
  if (strip) headers = filter(headers, (name) => name.toLowerCase() !== 'set-cookie')
  headers = prepared(headers, policy, report.outcome !== 'bypass')
  if (policy.age === 'always') headers = set(headers, 'Age', seconds(age))
  return withStatus(headers, policy.status, report)
}

/** Repeated lines joined, and Vary named for what the cache itself will do with the coding. */
export function prepared(headers: HeaderList, { joined, fetch }: Policy, mayUnpack = true): HeaderList {
  let now = headers
  for (const name of joined) {
    const lines = getAll(now, name)
    if (lines.length > 1) now = set(now, nameAsSent(now, name), lines.join(', '))
  }
  if (!mayUnpack || fetch.acceptEncoding === undefined || get(now, 'content-encoding')?.toLowerCase() !== 'gzip')
    return now
  const vary = members(now, 'vary')
  if (vary.some((name) => /^(?:accept-encoding|\*)$/i.test(name))) return now
  return set(now, nameAsSent(now, 'vary'), [...vary, 'Accept-Encoding'].join(', '))
}

function nameAsSent(headers: HeaderList, lower: string): string {
  return headers.find((item, i) => i % 2 === 0 && item.toLowerCase() === lower) ?? (lower === 'vary' ? 'Vary' : lower)
}
