// Sizes against what browsers and servers take: the largest cookie, Cookie header and set of Set-Cookie lines of each client.
// A size near a limit is said before it breaks, since a session grows with its user's name and rights.
import type { TimelineEvent } from '../core/events.ts'
import { getAll } from '../core/headers.ts'
import { cookieHeaderSize, inBytes, setCookieSize } from './byte-size.ts'

interface Limit {
  readonly bytes: number
  /** What happens beyond it. */
  readonly text: string
}

/** One line of a request: nginx large_client_header_buffers 4 8k (nginx.org), name and line end included. */
const REQUEST_LIMITS: readonly Limit[] = [
  { bytes: 8192, text: "one header line's 8 KiB in nginx (large_client_header_buffers; beyond it 400)" },
  { bytes: 16_384, text: 'the 16 KiB that Node takes for all headers (--max-http-header-size; beyond it 431)' },
]
/** The head of an answer: nginx proxy_buffer_size, one page of memory by default (nginx.org). */
const ANSWER_LIMITS: readonly Limit[] = [
  { bytes: 4096, text: "the 4 KiB that nginx takes for an answer's head (proxy_buffer_size; beyond it 502)" },
]
/** Sizes under this share of the lowest limit are not worth a line. */
const NEAR = 0.75
const [COOKIE, SET_COOKIE] = ['Cookie: \r\n'.length, 'Set-Cookie: \r\n'.length]

export interface LargestSeen {
  add(event: TimelineEvent): void
  /** A line for each size that is near a limit or over it. */
  lines(): string[]
}

export function createLargestSeen(): LargestSeen {
  const requests = new Map<string, number>()
  const answers = new Map<string, number>()
  const note = (map: Map<string, number>, client: string, size: number) => {
    if (size > (map.get(client) ?? 0)) map.set(client, size)
  }
  return {
    add(event) {
      if (event.type !== 'exchange') return
      const { browser, app, client } = event
      const sent = getAll(browser.request.headers, 'cookie').reduce((sum, line) => sum + cookieHeaderSize(line), 0)
      if (sent > 0) note(requests, client, sent + COOKIE)
      const lines = getAll(app?.response?.headers ?? [], 'set-cookie')
      const set = lines.reduce((sum, line) => sum + setCookieSize(line) + SET_COOKIE, 0)
      if (set > 0) note(answers, client, set)
    },
    lines: () => [
      ...[...requests].flatMap(([client, size]) =>
        gauged(`${client}: the largest Cookie header has`, size, REQUEST_LIMITS),
      ),
      ...[...answers].flatMap(([client, size]) =>
        gauged(`${client}: the Set-Cookie lines of one answer have`, size, ANSWER_LIMITS),
      ),
    ],
  }
}

function gauged(what: string, size: number, limits: readonly Limit[]): string[] {
  const near = limits.filter(({ bytes }) => size >= bytes * NEAR)
  if (near.length === 0) return []
  const said = near.map(({ bytes, text }) => {
    const share = Math.round((size / bytes) * 100)
    return `${size > bytes ? 'over' : `${share} % of`} ${text}`
  })
  return [`${what} ${inBytes(size)}: ${said.join('; ')}`]
}
