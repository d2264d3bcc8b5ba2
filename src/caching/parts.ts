// Parts of an answer (206), kept beside whole ones and given to those who ask for no more than they hold (RFC 9111 section 3.3).
// A part is used while it is fresh and then forgotten: nothing is put together from several, which needs the same strong tag
// on each and saves little.
import type { ResponseHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { get, getAll, has, set } from '../core/headers.ts'
import { stillHolds } from './ranges.ts'
import type { Entry } from './store.ts'

/** Positions of bytes in the whole; `size` undefined: the app did not say how long that is. */
export interface Part {
  readonly first: number
  readonly last: number
  readonly size: number | undefined
}

/** Where parts of what stands under this key are kept. */
export function partKey(key: string): string {
  return `${key} (part)`
}

/** The one part that this 206 brings. */
export function partIn({ status, headers }: ResponseHead): Part | undefined {
  const [range = '', ...more] = getAll(headers, 'content-range')
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(range.trim()) ?? []
  if (status !== 206 || more.length > 0 || first === undefined) return undefined
  const part = { first: Number(first), last: Number(last), size: size === '*' ? undefined : Number(size) }
  return part.first <= part.last && part.last < (part.size ?? Number.POSITIVE_INFINITY) ? part : undefined
}

/** What the request asks for, out of a stored part; undefined when that does not hold all of it. */
export function fromPart(
  request: HeaderList,
  { part, headers, body }: Entry,
): { head: ResponseHead; body: Uint8Array } | undefined {
  if (!part || has(request, 'if-none-match') || has(request, 'if-modified-since')) return undefined
  if (!stillHolds(get(request, 'if-range'), headers)) return undefined
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/i.exec((get(request, 'range') ?? '').trim()) ?? []
  const { first, last, size } = part
  const toTheEnd = size !== undefined && last === size - 1
  if (from === '' && (to === '' || !toTheEnd || size - Number(to) < first)) return undefined
  const start = from === '' ? size! - Number(to) : Number(from)
  const end = from === '' || to === '' ? last : Math.min(Number(to), last)
  if (start < first || start > end || (!toTheEnd && (to === '' || Number(to) > last))) return undefined
  const cut = from === '' ? body.subarray(-Number(to)) : body.subarray(start - first, end - first + 1)
  const ranged = set(headers, 'Content-Range', `bytes ${start}-${end}/${size ?? '*'}`)
  const head = {
    status: 206,
    reason: 'Partial Content',
    headers: set(ranged, 'Content-Length', String(cut.byteLength)),
  }
  return cut.byteLength === 0 ? undefined : { head, body: cut }
}
