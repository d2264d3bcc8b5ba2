// One range of a stored answer (RFC 9110 section 14). Several ranges in one request get the whole, which is always allowed.
import type { Readable } from 'node:stream'
import { pipeline, Transform } from 'node:stream'
import type { ResponseHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { filter, get, members, set } from '../core/headers.ts'
import type { Policy } from './policy.ts'

/** A part of a body: bytes `start` up to but without `end`. */
export interface Slice {
  readonly head: ResponseHead
  readonly start: number
  readonly end: number
}

/** One range and nothing else. */
export function isOneRange(range: string): boolean {
  return /^bytes=(?:\d+-\d*|-\d+)$/i.test(range.trim())
}

/** Undefined: the whole answer is right. `size` is the length of the whole body in bytes. */
export function sliceOf(
  request: HeaderList,
  { status, headers }: { readonly status: number; readonly headers: HeaderList },
  size: number,
  policy: Policy['ranges'],
): Slice | undefined {
  const range = get(request, 'range')
  if (range === undefined || status !== 200 || policy === 'whole' || policy === 'bypass') return undefined
  const odd = policy === 'strict'
  if (policy === 'if-offered' && !members(headers, 'accept-ranges').includes('bytes')) return undefined
  if (!stillHolds(get(request, 'if-range'), headers)) return undefined
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(range.trim()) ?? []
  if (first === '' && last === '' && !odd) return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size : Math.min(Number(last) + 1, size)
  const backwards = first !== '' && last !== '' && Number(last) < start
  if (backwards && !odd) return undefined
  if (backwards || (first === '' && last === '') || start >= size || (first === '' && Number(last) === 0)) {
    const bare = filter(headers, (name) => !/^content-(?:length|encoding)$/i.test(name))
    const unsatisfied = set(set(bare, 'Content-Range', `bytes */${size}`), 'Content-Length', '0')
    return { head: { status: 416, reason: 'Range Not Satisfiable', headers: unsatisfied }, start: 0, end: 0 }
  }
  const ranged = set(headers, 'Content-Range', `bytes ${start}-${end - 1}/${size}`)
  const head = { status: 206, reason: 'Partial Content', headers: set(ranged, 'Content-Length', String(end - start)) }
  return { head, start, end }
}

/** If-Range: a strong tag or a date, compared exactly (RFC 9110 section 13.1.5). */
export function stillHolds(condition: string | undefined, headers: HeaderList): boolean {
  if (condition === undefined) return true
  if (condition.startsWith('W/')) return false
  return condition === get(headers, condition.startsWith('"') ? 'etag' : 'last-modified')
}

/** The part of a body that streams by; the rest is read to its end, for whoever copies it. */
export function slicing(source: Readable, { start, end }: Slice): Readable {
  let at = 0
  const part = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      const piece = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at))
      at += chunk.length
      next(null, piece.length > 0 ? piece : undefined)
    },
  })
  pipeline(source, part, () => {})
  return part
}
