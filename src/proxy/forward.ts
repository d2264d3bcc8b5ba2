// The upstream leg: the only file that opens requests to the app, and the only one that knows http-proxy. The package opens
// the request and reports its errors; nothing it does to heads and bodies is used: of its passes only `stream` is called,
// and the `buffer` option, an object whose `pipe` is called with the fresh request, is where we write our own head, byte
// for byte, and start our own body. See docs/architecture.md for the defects this avoids.
import type { ClientRequest, IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import util from 'node:util'
import type { Cancellation } from '../core/cancellation.ts'
import type { RequestHead, ResponseHead, Upstream } from '../core/exchange.ts'
import { UpstreamError } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { has, pairs, set, without } from '../core/headers.ts'
import { createUpstreamAgents } from './upstream-agent.ts'
import { failureOf, giveUpInTime } from './upstream-failure.ts'

// http-proxy reads util._extend when it loads, which Node 22 and later deprecate with a warning on the first request (DEP0060).
Object.defineProperty(util, '_extend', { value: Object.assign, configurable: true, writable: true })
const { createProxyServer } = createRequire(import.meta.url)('http-proxy') as {
  createProxyServer(options: object): { readonly webPasses: readonly Pass[] }
}

type Pass = (
  request: object,
  response: object,
  options: object,
  head: undefined,
  server: object,
  onError: (error: NodeJS.ErrnoException) => void,
) => void

const openRequest = createProxyServer({}).webPasses.find(({ name }) => name === 'stream')!

// What stands in for the browser's request and answer, and for http-proxy's own emitter: none of them is ever told anything.
const STAND_IN = { url: '/', headers: {}, socket: {}, on: () => STAND_IN }
const ANSWER_STAND_IN = { headersSent: true, finished: true }
const NOBODY = { emit: () => false }

/** Node's own default is 16 KiB and answers HPE_HEADER_OVERFLOW; limits are for scenarios to set. */
export const MAX_HEADER_BYTES = 1024 * 1024

/** What came from the app: a response, or (for an upgrade) the raw connection. */
export interface FromApp {
  readonly head: ResponseHead
  readonly message: IncomingMessage
  readonly socket?: Socket
  /** Bytes that came with the 101. */
  readonly first?: Buffer
}

export interface Sending {
  readonly head: RequestHead
  readonly upstream: Upstream
  readonly body: Readable | Uint8Array | null
  readonly cancellation: Cancellation
  readonly interim?: (head: ResponseHead) => void
  /** Trailers of the request body, once it has been read. */
  readonly trailers?: () => HeaderList
}

export interface Forwarder {
  /** Rejects with UpstreamError; with Node's own error when the browser went away. */
  send(sending: Sending): Promise<FromApp>
  /** Whether one of the connections that are open to the app is the one that came in here: from this port, to that one. */
  isOwn(from: number, to: number): boolean
  close(): void
}

export function createForwarder(): Forwarder {
  const own = new Set<number>()
  const { pooled, single, destroy } = createUpstreamAgents((socket) => remember(own, socket))

  const once = (sending: Sending, keepAlive: boolean): Promise<FromApp> =>
    new Promise((resolve, reject) => {
      const { upstream, head, cancellation } = sending
      let opened: ClientRequest | undefined
      const fail = (error: NodeJS.ErrnoException) =>
        reject(cancellation.cancelled ? error : failureOf(error, upstream, sending.body !== null, opened))
      const buffer = {
        pipe(request: ClientRequest) {
          opened = request
          cancellation.add(() => request.destroy())
          receive(request, sending, resolve)
          giveUpInTime(request, head.leg, upstream, reject)
          writeHead(request, sending)
          writeBody(request, sending)
        },
      }
      const options = {
        target: targetOf(upstream),
        agent: (keepAlive ? pooled : single)[upstream.scheme],
        buffer,
        method: head.method,
        // What it adds its own options for the request to; the head is ours.
        ssl: { setHost: false, maxHeaderSize: MAX_HEADER_BYTES },
        selfHandleResponse: true,
        toProxy: true,
        secure: false,
      }
      openRequest(STAND_IN, ANSWER_STAND_IN, options, undefined, NOBODY, fail)
    })

  return {
    isOwn: (from, to) => own.has(pairOf(from, to)),
    send(sending) {
      const keepAlive = sending.head.leg?.keepAlive !== false
      // The app closed an idle connection just as we used it. No front behaviour: a proxy of our own making must not show.
      return once(sending, keepAlive).catch((error: unknown) => {
        const again =
          error instanceof UpstreamError &&
          error.failure.reused &&
          error.failure.kind === 'reset' &&
          sending.head.leg?.repeat !== false &&
          replayable(sending)
        if (!again) throw error
        return once(sending, false)
      })
    },
    close: destroy,
  }
}

const targets = new WeakMap<Upstream, object>()

/** As http-proxy wants it. */
function targetOf(upstream: Upstream): object {
  const known = targets.get(upstream)
  if (known) return known
  const { scheme, host, port } = upstream
  const target = { protocol: `${scheme}:`, host, hostname: host, port }
  targets.set(upstream, target)
  return target
}

function replayable({ body, head, cancellation }: Sending): boolean {
  return !cancellation.cancelled && !(body instanceof Readable) && (body === null || head.method !== 'POST')
}

/** Both ports: the system gives one port to a connection to the app and to a browser's connection to us at the same time. */
const pairOf = (from: number, to: number) => from * 65_536 + to

function remember(own: Set<number>, socket: Socket): void {
  const note = () => {
    const { localPort, remotePort } = socket
    if (localPort === undefined || remotePort === undefined) return
    const pair = pairOf(localPort, remotePort)
    if (own.has(pair)) return
    own.add(pair)
    socket.once('close', () => own.delete(pair))
  }
  if (socket.connecting) socket.once('connect', note)
  else note()
}

function receive(request: ClientRequest, { interim }: Sending, resolve: (from: FromApp) => void): void {
  const headOf = (m: IncomingMessage): ResponseHead => ({
    status: m.statusCode ?? 0,
    reason: m.statusMessage ?? '',
    headers: m.rawHeaders,
  })
  request.on('response', (message) => resolve({ head: headOf(message), message }))
  request.on('upgrade', (message, socket, first) => {
    socket.on('error', () => socket.destroy())
    resolve({ head: headOf(message), message, socket: socket as Socket, first })
  })
  if (interim) {
    request.on('information', ({ statusCode, statusMessage, rawHeaders }) => {
      if (statusCode !== 100) interim({ status: statusCode, reason: statusMessage, headers: rawHeaders })
    })
  }
}

/** Node's ClientRequest merges repeated names and joins Cookie lines; rendering the head ourselves keeps the list as it is. */
function writeHead(request: ClientRequest, { head, body }: Sending): void {
  const headers = framed(head, body)
  const version = head.version === '1.0' ? '1.0' : '1.1'
  // Node adds these three by itself unless they were taken away first.
  request.removeHeader('connection')
  request.removeHeader('content-length')
  request.removeHeader('transfer-encoding')
  request.path = head.target
  const { _storeHeader: store } = request as ClientRequest & Headed
  ;(request as ClientRequest & Headed)._implicitHeader = () =>
    store.call(request, `${head.method} ${head.target} HTTP/${version}\r\n`, headers)
}

interface Headed {
  _storeHeader(line: string, headers: HeaderList): void
  _implicitHeader(): void
}

function framed({ headers }: RequestHead, body: Sending['body']): HeaderList {
  // Node refuses Trailer where no trailers can follow.
  if (body instanceof Uint8Array)
    return set(without(without(headers, 'transfer-encoding'), 'trailer'), 'Content-Length', String(body.byteLength))
  if (body === null || has(headers, 'content-length')) return without(headers, 'trailer')
  if (has(headers, 'transfer-encoding')) return headers
  return [...headers, 'Transfer-Encoding', 'chunked']
}

function writeBody(request: ClientRequest, { body, trailers, cancellation }: Sending): void {
  if (!(body instanceof Readable)) {
    if (body === null) request.end()
    else request.end(body)
    return
  }
  body.on('error', () => request.destroy())
  // Not before there is a connection: a body that nobody took can still go to another instance.
  const begin = (socket: Socket) =>
    socket.connecting ? socket.once('connect', () => body.pipe(request)) : body.pipe(request)
  body.on('end', () => {
    const rest = trailers?.() ?? []
    if (rest.length > 0 && !cancellation.cancelled) request.addTrailers(pairs(rest))
  })
  request.once('socket', begin)
}
