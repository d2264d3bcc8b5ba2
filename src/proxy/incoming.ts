// A browser's request, over HTTP/1.1 or HTTP/2, as one request head: what a front makes of it before its own rules begin.
import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import type { HttpVersion, Peer, RequestHead, Visitor } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { filter, get, has } from '../core/headers.ts'

export interface Incoming {
  readonly request: RequestHead
  readonly peer: Peer
  readonly localPort: number
  /** The same number: the same connection. */
  readonly connection: number
  readonly body: Readable | null
  /** Trailers, once the body has been read. */
  trailers(): HeaderList
  /** Sent by a step of ours. */
  readonly visitor?: Visitor
}

let connections = 0
const FACTS = Symbol('facts of the connection')

/** One that nobody else has. */
export function nextConnection(): number {
  connections += 1
  return connections
}

interface Facts {
  readonly peer: Peer
  readonly localPort: number
  readonly connection: number
}

/** The same for all requests of a connection, unless it changes its HTTP version. */
function factsOf(socket: (Socket | TLSSocket) & { [FACTS]?: Facts }, version: HttpVersion): Facts {
  const known = socket[FACTS]
  if (known?.peer.version === version) return known
  const scheme = 'encrypted' in socket && socket.encrypted === true ? 'https' : 'http'
  const peer: Peer = { scheme, address: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0, version }
  const facts = { peer, localPort: socket.localPort ?? 0, connection: known?.connection ?? nextConnection() }
  const later = { ...facts, peer: { ...peer, later: true } }
  socket[FACTS] = later
  return known ? later : facts
}

/** An HTTP/1.x request; `hasBody` tells a body from its framing (RFC 9112 section 6.3). */
export function fromHttp1(req: IncomingMessage): Incoming {
  const headers = req.rawHeaders
  const length = get(headers, 'content-length')
  const hasBody = has(headers, 'transfer-encoding') || (length !== undefined && length !== '0')
  return incoming(req, req.socket, http1Head(req.method ?? 'GET', req.url ?? '/', headers, req.httpVersion), hasBody)
}

export function http1Head(method: string, target: string, headers: string[], version: string): RequestHead {
  const spoken = version === '1.0' ? '1.0' : '1.1'
  if (!/^https?:\/\//i.test(target)) return { method, target, headers, version: spoken, upstream: 0 }
  return {
    method,
    target: originForm(target),
    headers: withHostOfTarget(target, headers),
    version: spoken,
    upstream: 0,
    absolute: { target, host: get(headers, 'host') ?? '' },
  }
}

/** An HTTP/2 request: pseudo-fields become the request line and Host, cookie crumbs one Cookie line (RFC 9113 sections 8.2.3 and 8.3.1). */
export function fromHttp2(req: Http2ServerRequest): Incoming {
  const headers: string[] = []
  const raw = req.rawHeaders
  let authority: string | undefined
  let cookieAt = -1
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!
    const value = raw[i + 1]!
    if (name.charCodeAt(0) === 58 /* : */) {
      if (name === ':authority') authority = value
    } else if (name === 'cookie') {
      if (cookieAt >= 0) headers[cookieAt] += `; ${value}`
      else cookieAt = headers.push(name, value) - 1
    } else headers.push(name, value)
  }
  const hosted = authority === undefined ? headers : ['host', authority, ...withoutHost(headers, authority)]
  const head: RequestHead = { method: req.method, target: req.url, headers: hosted, version: '2', upstream: 0 }
  return incoming(req, req.stream.session?.socket ?? req.socket, head, !req.stream.endAfterHeaders)
}

/** A host field that says the same goes; another one stays, since some fronts refuse such a request. */
function withoutHost(headers: string[], authority: string): HeaderList {
  return has(headers, 'host') ? filter(headers, (name, value) => name !== 'host' || value !== authority) : headers
}

function incoming(
  req: IncomingMessage | Http2ServerRequest,
  socket: Socket | TLSSocket,
  request: RequestHead,
  hasBody: boolean,
): Incoming {
  const { peer, localPort, connection } = factsOf(socket, request.version)
  return {
    request,
    peer,
    localPort,
    connection,
    body: hasBody ? req : null,
    trailers: () => req.rawTrailers,
  }
}

/** `::ffff:127.0.0.1` is how a dual-stack listener sees 127.0.0.1; fronts write it plainly. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/, '')
}

/** `GET http://host/path` is allowed to any server (RFC 9112 section 3.2.2); fronts send the origin-form on. */
function originForm(target: string): string {
  const absolute = /^https?:\/\/[^/?#]*(.*)$/i.exec(target)
  if (!absolute) return target
  return absolute[1]?.startsWith('/') ? absolute[1] : `/${absolute[1] ?? ''}`
}

function withHostOfTarget(target: string, headers: string[]): HeaderList {
  const named = /^https?:\/\/([^/?#]+)/i.exec(target)?.[1]
  if (named === undefined || get(headers, 'host') === named) return headers
  return headers.map((item, i) => (i % 2 === 1 && headers[i - 1]!.toLowerCase() === 'host' ? named : item))
}
