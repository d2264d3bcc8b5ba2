// One range of a stored answer (RFC 9110 section 14). Several ranges in one request get the whole, which is always allowed.
import type { HeaderList } from '../core/headers.ts'
import { filter, get, set } from '../core/headers.ts'

export interface Slice {
  readonly status: 206 | 416
  readonly reason: string
  readonly headers: HeaderList
  readonly body: Uint8Array
}

/** Undefined: the whole answer is right. */
export function rangeOf(
  request: HeaderList,
  stored: { readonly status: number; readonly headers: HeaderList; readonly body: Uint8Array },
): Slice | undefined {
  const range = get(request, 'range')
  if (range === undefined || stored.status !== 200 || !stillHolds(get(request, 'if-range'), stored.headers))
    return undefined
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(range.trim()) ?? []
  if (first === '' && last === '') return undefined
  const size = stored.body.byteLength
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (first !== '' && last !== '' && Number(last) < start) return undefined
  if (start >= size || (first === '' && Number(last) === 0)) {
    const headers = filter(stored.headers, (name) => !/^content-(?:length|encoding)$/i.test(name))
    const unsatisfied = set(headers, 'Content-Range', `bytes */${size}`)
    return { status: 416, reason: 'Range Not Satisfiable', headers: unsatisfied, body: new Uint8Array() }
  }
  const body = stored.body.subarray(start, end + 1)
  const headers = set(
    set(stored.headers, 'Content-Range', `bytes ${start}-${end}/${size}`),
    'Content-Length',
    String(body.byteLength),
  )
  return { status: 206, reason: 'Partial Content', headers, body }
}

/** If-Range: a strong tag or a date, compared exactly (RFC 9110 section 13.1.5). */
function stillHolds(condition: string | undefined, headers: HeaderList): boolean {
  if (condition === undefined) return true
  if (condition.startsWith('W/')) return false
  return condition === get(headers, condition.startsWith('"') ? 'etag' : 'last-modified')
}
