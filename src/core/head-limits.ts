// The largest head that a front takes, and which part of one is too large.
import type { RequestHead, ResponseHead } from './exchange.ts'
import type { Buffers, Counting } from './head-size.ts'
import { fieldSize, headerSizes, lineSize, overflowing } from './head-size.ts'
import type { HeaderList } from './headers.ts'
import { getAll } from './headers.ts'

/** All in bytes, as `counting` says; absent means no limit. */
export interface HeadLimits {
  readonly counting?: Counting | undefined
  /** Counting of the sum, when it is another one. */
  readonly totalCounting?: Counting | undefined
  readonly line?: number | undefined
  readonly header?: number | undefined
  readonly total?: number | undefined
  readonly count?: number | undefined
  /** One name, in characters. */
  readonly name?: number | undefined
  /** All Cookie lines together, or one Set-Cookie line. */
  readonly cookie?: number | undefined
  /** All values of one name, joined with ", ". */
  readonly merged?: number | undefined
  readonly buffers?: Buffers | undefined
}

export interface Excess {
  readonly part: 'line' | 'header'
  /** For people: what it is, how large, and what would have been allowed. */
  readonly text: string
}

const figure = (n: number) => n.toLocaleString('en')
const more = (what: string, size: number, limit: number) => `${what}: ${figure(size)} > ${figure(limit)} bytes`

export function requestExcess(head: RequestHead, limits: HeadLimits): Excess | undefined {
  const counting = limits.counting ?? 'wire'
  const parts = [head.method, head.target, 'HTTP/1.1']
  const line = lineSize(parts, counting)
  if (limits.line !== undefined && line > limits.line)
    return { part: 'line', text: more('request line', line, limits.line) }
  const headers = crumbled(head)
  const { buffers, cookie } = limits
  if (buffers) {
    const lines = [lineSize(parts, 'wire'), ...headerSizes(headers, 'wire')]
    const at = overflowing(lines, buffers)
    if (at === 0) return { part: 'line', text: more('request line', lines[0]!, buffers.size) }
    if (at !== undefined)
      return {
        part: 'header',
        text:
          lines[at]! > buffers.size
            ? more(`one line, ${headers[2 * at - 2]}`, lines[at]!, buffers.size)
            : `headers do not fit into ${buffers.number} buffers of ${figure(buffers.size)} bytes`,
      }
  }
  if (cookie !== undefined) {
    const size = getAll(head.headers, 'cookie').reduce((sum, value) => sum + fieldSize('Cookie', value, counting), 0)
    if (size > cookie) return { part: 'header', text: more('Cookie', size, cookie) }
  }
  return headersExcess(headers, lineSize(parts, limits.totalCounting ?? counting), limits)
}

export function responseExcess(head: ResponseHead, limits: HeadLimits): Excess | undefined {
  const counting = limits.counting ?? 'wire'
  const parts = ['HTTP/1.1', String(head.status), head.reason]
  const { cookie } = limits
  for (const value of cookie === undefined ? [] : getAll(head.headers, 'set-cookie')) {
    const size = fieldSize('Set-Cookie', value, counting)
    if (size > cookie!) return { part: 'header', text: more('one Set-Cookie', size, cookie!) }
  }
  return headersExcess(head.headers, lineSize(parts, limits.totalCounting ?? counting), limits)
}

/** Over HTTP/2 browsers send each cookie by itself (RFC 9113 section 8.2.3). */
function crumbled({ version, headers }: RequestHead): HeaderList {
  if (version !== '2') return headers
  const out: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    const values = name === 'cookie' ? headers[i + 1]!.split('; ') : [headers[i + 1]!]
    for (const value of values) out.push(name, value)
  }
  return out
}

function headersExcess(headers: HeaderList, line: number, limits: HeadLimits): Excess | undefined {
  const { counting = 'wire', totalCounting = counting, header, total, count, name, merged } = limits
  const found = (text: string): Excess => ({ part: 'header', text })
  if (count !== undefined && headers.length / 2 > count)
    return found(`number of headers: ${headers.length / 2} > ${count}`)
  let sum = line
  for (let i = 0; i < headers.length; i += 2) {
    const [key, value] = [headers[i]!, headers[i + 1]!]
    const size = fieldSize(key, value, counting)
    if (header !== undefined && size > header) return found(more(`one line, ${key}`, size, header))
    if (name !== undefined && key.length > name) return found(more('a header name', key.length, name))
    sum += fieldSize(key, value, totalCounting)
  }
  if (total !== undefined && sum + (totalCounting === 'wire' ? 2 : 0) > total)
    return found(more('the whole head', sum, total))
  if (merged === undefined) return undefined
  const repeated = headers.find(
    (key, i) => i % 2 === 0 && getAll(headers, key).length > 1 && getAll(headers, key).join(', ').length > merged,
  )
  return repeated === undefined
    ? undefined
    : found(more(`all ${repeated} lines together`, getAll(headers, repeated).join(', ').length, merged))
}
