// The browser's side of the answer, alike for HTTP/1.1 and HTTP/2: heads with their lines as the steps left them, bodies
// with back-pressure, and the ways a connection can break.
import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse, OutgoingHttpHeaders, ServerStreamResponseOptions } from 'node:http2'
import { constants } from 'node:http2'
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import { TLSSocket } from 'node:tls'
import type { Manners } from '../core/behaviour.ts'
import type { Cut, ResponseHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { has, pairs, without } from '../core/headers.ts'

export interface Outlet {
  /** Where the body goes. */
  readonly body: Writable
  /** Nobody listens any more. */
  gone(): boolean
  /** All of it went out. */
  complete(): boolean
  interim(head: ResponseHead): void
  /** Writes the head; `bodyless` when no byte of body will follow. */
  start(head: ResponseHead, bodyless: boolean, manners: Manners | undefined): void
  /** Sends these bytes in place of an answer, and closes. */
  raw(bytes: Uint8Array): void
  /** Sends the head at once instead of with the first byte of body, which may be long in coming (SSE, a slow page). */
  flush(): void
  trailers(list: HeaderList): void
  cut(how: Cut['how']): void
}

export function http1Outlet(res: ServerResponse): Outlet {
  return {
    body: res,
    gone: () => res.destroyed || res.socket?.destroyed === true,
    complete: () => res.writableFinished,
    interim: ({ status, headers }) => {
      if (res.headersSent || res.req.httpVersion === '1.0') return
      const lines = pairs(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      // ServerResponse has no public call for any 1xx; this is the one that its own writeContinue uses.
      ;(res as unknown as { _writeRaw(text: string, encoding: string): void })._writeRaw(
        `HTTP/1.1 ${status} Interim\r\n${lines.join('')}\r\n`,
        'latin1',
      )
    },
    start({ status, reason, headers }, bodyless, manners) {
      if (manners?.undated || has(headers, 'date')) res.sendDate = false
      if (manners?.keepsSilently && res.shouldKeepAlive && res.req.httpVersion !== '1.0') res.removeHeader('connection')
      const own = res as ServerResponse & { _keepAliveTimeout: number }
      // Node would add a Keep-Alive line of its own, which no front that is simulated here sends.
      own._keepAliveTimeout = 0
      res.writeHead(status, reason, withoutLooseTrailer(headers, bodyless) as string[])
    },
    raw: (bytes) => res.socket?.end(bytes),
    // flushHeaders would write bytes above 127 as UTF-8.
    flush: () => void (res as unknown as { _send(data: string, encoding: string): boolean })._send('', 'latin1'),
    trailers: (list) => res.addTrailers(pairs(list)),
    cut(how) {
      if (how === 'hang') return
      if (how === 'reset') reset(res.socket)
      else res.socket?.destroy()
    },
  }
}

/** Node refuses Trailer where no trailers can follow; apps say it there as well. */
function withoutLooseTrailer(headers: HeaderList, bodyless: boolean): HeaderList {
  return has(headers, 'trailer') && (bodyless || has(headers, 'content-length')) ? without(headers, 'trailer') : headers
}

/** A TLS socket cannot send RST by itself; the TCP socket under it can. */
function reset(socket: Socket | null): void {
  const under = (socket as (Socket & { _parent?: Socket }) | null)?._parent
  if (under) under.resetAndDestroy()
  else if (!(socket instanceof TLSSocket)) socket?.resetAndDestroy()
  socket?.destroy()
}

/** Fields that HTTP/2 forbids (RFC 9113 section 8.2.2) went with the connection's; the rest goes out in lower case. */
export function http2Outlet(res: Http2ServerResponse): Outlet {
  const { stream } = res
  return {
    body: stream,
    gone: () => stream.destroyed || stream.closed,
    complete: () => stream.writableFinished && !stream.aborted && stream.rstCode === constants.NGHTTP2_NO_ERROR,
    interim: ({ status, headers }) => {
      if (!stream.headersSent && !stream.destroyed) stream.additionalHeaders({ ':status': status, ...grouped(headers) })
    },
    start({ status, headers }, bodyless, manners) {
      if (stream.destroyed) return
      const waitForTrailers = !bodyless && has(headers, 'trailer')
      stream.respond({ ':status': status, ...grouped(headers) }, {
        endStream: bodyless,
        waitForTrailers,
        ...(manners?.undated ? { sendDate: false } : {}),
      } as ServerStreamResponseOptions)
    },
    raw: () => stream.close(constants.NGHTTP2_PROTOCOL_ERROR),
    flush: () => {},
    // Node's compatibility layer listens for `wantTrailers` by itself and sends what was set here.
    trailers: (list) => res.addTrailers(Object.fromEntries(pairs(list))),
    cut(how) {
      if (how !== 'hang') stream.close(how === 'reset' ? constants.NGHTTP2_INTERNAL_ERROR : constants.NGHTTP2_CANCEL)
    },
  }
}

// Node refuses these twice (they are single-valued); the last line is what its own compatibility layer would keep.
const SINGLE = new Set([
  'content-type',
  'content-length',
  'etag',
  'expires',
  'last-modified',
  'location',
  'retry-after',
  'age',
  'date',
])

function grouped(list: HeaderList): OutgoingHttpHeaders {
  const out: Record<string, string | string[]> = {}
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i]!.toLowerCase()
    const before = out[name]
    if (before === undefined || SINGLE.has(name)) out[name] = list[i + 1]!
    else if (Array.isArray(before)) before.push(list[i + 1]!)
    else out[name] = [before, list[i + 1]!]
  }
  return out
}
