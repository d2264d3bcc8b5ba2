// The listeners: one port for TLS (HTTP/2 and HTTP/1.1), one for plain HTTP if asked. Everything they accept goes to `handle`.
import http from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2'
import http2 from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import type { Chain } from '../core/chain.ts'
import { EMPTY_CHAIN } from '../core/chain.ts'
import type { PublicOrigin, Upstream } from '../core/exchange.ts'
import { createForwarder, MAX_HEADER_BYTES } from './forward.ts'
import type { Site } from './handler.ts'
import { handle } from './handler.ts'
import { fromHttp1, fromHttp2 } from './incoming.ts'
import type { Instances } from './instances.ts'
import type { ParseError } from './irregular.ts'
import { handleIrregular } from './irregular.ts'
import { http1Outlet, http2Outlet } from './outlet.ts'
import { plainHttpOnTlsPort } from './pages.ts'
import type { Timeline } from './timeline.ts'
import { handleUpgrade } from './upgrade.ts'
import type { Observer } from './watch.ts'
import { createWatch } from './watch.ts'

/** The part of a scenario that a front needs. */
export interface Playable {
  readonly name: string
  readonly chain: Chain
  /** Steps for the dev server's own traffic as well (`follow`), or not (`exempt`). */
  readonly plumbing: 'exempt' | 'follow'
}

export interface FrontOptions {
  readonly scenario: Playable
  /** The name people type; its port is filled in when it is 0. */
  readonly origin: PublicOrigin
  readonly listen: { readonly address: string; readonly port: number; readonly httpPort?: number }
  /** Where browsers are taken to come from; absent: where their connections do. */
  readonly clientAddress?: string
  /** The app's instances; the first one unless a step says otherwise. */
  readonly upstreams: readonly Upstream[]
  readonly tls: SecureContextOptions & Pick<TlsOptions, 'SNICallback'>
  /** The instances that we run; `upstreams` are their addresses. */
  readonly instances?: Instances
  /** Absent: nothing is noted about any exchange. */
  readonly timeline?: Timeline
  readonly observer?: Observer
}

export interface Front {
  readonly origin: PublicOrigin
  readonly ports: { readonly https: number; readonly http?: number }
  /** From the next exchange on; those under way keep the chain that they began with. */
  swap(scenario: Playable): void
  close(): Promise<void>
}

/** Rejects with the listener's own error (EADDRINUSE, EACCES, EADDRNOTAVAIL) when a port cannot be had. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { timeline, listen } = options
  const problem = (text: string) => timeline?.publish({ type: 'front', at: Date.now(), state: 'problem', text })
  const watch = timeline && createWatch(timeline, options.observer, problem)
  const forwarder = createForwarder()
  let id = 0
  let appLost = false
  const appSeen = (trouble?: string) => {
    const lost = trouble !== undefined
    if (lost === appLost) return
    appLost = lost
    const text = trouble ?? 'your app answers again'
    timeline?.publish({ type: 'app', at: Date.now(), state: lost ? 'lost' : 'ready', text })
  }
  let origin = options.origin
  const siteOf = ({ chain, plumbing }: Playable): Site => ({
    chain,
    origin,
    forwarder,
    watch,
    problem,
    appSeen,
    plumbingChain: plumbing === 'exempt' ? EMPTY_CHAIN : undefined,
    clientAddress: options.clientAddress,
    upstreams: options.upstreams,
    instances: options.instances,
    local: /(?:^|\.)localhost$/i.test(origin.host),
    manners: chain.steps.find(({ hopIndex, hooks }) => hopIndex === 0 && hooks.manners)?.hooks.manners,
    nextId: () => ++id,
  })
  let site = siteOf(options.scenario)

  const secure = http2.createSecureServer({
    ...options.tls,
    allowHTTP1: true,
    maxHeaderSize: MAX_HEADER_BYTES,
    settings: { maxHeaderListSize: MAX_HEADER_BYTES, enableConnectProtocol: false },
    maxHeaderListPairs: 2000,
    maxSessionMemory: 100,
  } as http2.SecureServerOptions)
  const plain = listen.httpPort === undefined ? undefined : http.createServer({ maxHeaderSize: MAX_HEADER_BYTES })
  const servers = plain ? [secure, plain] : [secure]
  const sockets = new Set<Socket>()
  const sessions = new Set<ServerHttp2Session>()

  const onRequest = (
    req: http.IncomingMessage | Http2ServerRequest,
    res: http.ServerResponse | Http2ServerResponse,
  ) => {
    // Not told by the version: whoever writes HTTP/2.0 into the first line of an HTTP/1 request has no stream.
    const two = 'stream' in req
    if (!two && req.httpVersionMajor !== 1) {
      res.setHeader('Connection', 'close')
      ;(res as http.ServerResponse).writeHead(req.httpVersionMajor === 0 ? 400 : 505).end()
      return
    }
    const outlet = two ? http2Outlet(res as Http2ServerResponse) : http1Outlet(res as http.ServerResponse)
    req.on('error', () => {})
    // An answer that did not wait for the whole upload: the rest is read, as Node's HTTP/1.1 side does by itself, or the client hangs in its sending.
    if (two) outlet.body.once('finish', () => req.resume())
    outlet.body.on('error', () => {})
    const incoming = two ? fromHttp2(req as Http2ServerRequest) : fromHttp1(req as http.IncomingMessage)
    handle(site, incoming, outlet).catch((error: Error) => {
      problem(`an exchange failed inside repro-proxy: ${error.stack ?? error.message}`)
      outlet.cut('close')
    })
  }
  for (const server of servers) {
    server.on('request', onRequest)
    server.on('checkContinue', (req: http.IncomingMessage, res: http.ServerResponse) => {
      res.writeContinue()
      onRequest(req, res)
    })
    // Whatever else somebody expects is for the steps and the app; Node would answer 417.
    server.on('checkExpectation', onRequest)
    server.on('clientError', (error: ParseError, socket: Socket) => handleIrregular(site, error, socket))
    server.on('upgrade', (req, socket, first) => {
      handleUpgrade(site, req, socket, first).catch(() => socket.destroy())
    })
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    // Neither Node's request timeout nor its headers timeout is any front's; scenarios have their own.
    // The HTTP/1.1 side of an http2 server takes maxHeaderSize from the property only, not from its options (measured, Node 20 to 24).
    Object.assign(server, {
      maxHeaderSize: MAX_HEADER_BYTES,
      requestTimeout: 0,
      headersTimeout: 60_000,
      keepAliveTimeout: 75_000,
      timeout: 0,
    })
  }
  secure.on('session', (session) => {
    sessions.add(session)
    session.on('error', () => {})
    session.once('close', () => sessions.delete(session))
  })
  secure.on('tlsClientError', (error: NodeJS.ErrnoException, socket: Socket & { _parent?: Socket }) => {
    if (error.code !== 'ERR_SSL_HTTP_REQUEST') return socket.destroy()
    const text = 'plain HTTP came to the https port: a link or a redirect says http:// where it must say https://'
    timeline?.publish({ type: 'front', at: Date.now(), state: 'notice', text })
    // As nginx does (its status 497). The TCP socket under the failed handshake can still be written to.
    return socket._parent?.end(plainHttpOnTlsPort())
  })

  try {
    await listenOn(secure, listen.port, listen.address)
    if (plain) await listenOn(plain, listen.httpPort!, listen.address)
  } catch (error) {
    for (const server of servers) server.close()
    watch?.close()
    forwarder.close()
    throw error
  }
  const ports = { https: portOf(secure), ...(plain ? { http: portOf(plain) } : {}) }
  origin = { ...origin, port: origin.port === 0 ? ports.https : origin.port }
  site = siteOf(options.scenario)

  return {
    origin,
    ports,
    swap(scenario) {
      site = siteOf(scenario)
    },
    async close() {
      const closed = servers.map((server) => new Promise<void>((done) => server.close(() => done())))
      watch?.flush()
      for (const session of sessions) session.destroy()
      for (const socket of sockets) socket.destroy()
      forwarder.close()
      watch?.close()
      await Promise.all(closed)
    },
  }
}

function listenOn(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

const portOf = (server: Server) => (server.address() as AddressInfo).port
