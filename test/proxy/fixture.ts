// A real app on port 0, a real front before it, real clients: what the socket tests share.
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import net from 'node:net'
import tls from 'node:tls'
import { generate } from 'selfsigned'
import { onTestFinished } from 'vitest'
import type { Hooks } from '../../src/core/behaviour.ts'
import type { Chain, Step } from '../../src/core/chain.ts'
import type { TimelineEvent } from '../../src/core/events.ts'
import type { Front, FrontOptions } from '../../src/proxy/front.ts'
import { startFront } from '../../src/proxy/front.ts'
import { createTimeline } from '../../src/proxy/timeline.ts'

const pems = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 })
const TLS = { key: pems.private, cert: pems.cert }

export function chainOf(...hooks: Hooks[]): Chain {
  return {
    hops: [{ name: 'test' }],
    steps: hooks.map((one, i): Step => ({ hop: 'test', hopIndex: 0, name: `step-${i}`, hooks: one })),
  }
}

export async function listen<S extends Server>(server: S): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) (server as unknown as http.Server).closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

export function startApp(handler: http.RequestListener): Promise<number> {
  return listen(http.createServer({ maxHeaderSize: 1 << 20 }, handler))
}

/** An app that is just a socket: for bytes that Node's own server would never send. */
export function startRawApp(onConnection: (socket: Socket) => void): Promise<number> {
  return listen(
    net.createServer((socket) => {
      socket.on('error', () => {})
      onConnection(socket)
    }),
  )
}

export interface Fixture {
  readonly front: Front
  readonly events: TimelineEvent[]
  readonly https: number
  readonly http: number
}

export async function startFixture(
  appPort: number,
  options: Partial<FrontOptions> & { chain?: Chain } = {},
): Promise<Fixture> {
  const timeline = createTimeline()
  const events: TimelineEvent[] = []
  timeline.subscribe((event) => events.push(event))
  const authority = `127.0.0.1:${appPort}`
  const front = await startFront({
    scenario: { name: 'test', chain: options.chain ?? { hops: [], steps: [] }, plumbing: 'exempt' },
    origin: { scheme: 'https', host: 'shop.localhost', port: 0 },
    listen: { address: '127.0.0.1', port: 0, httpPort: 0 },
    upstreams: [{ name: 'a', scheme: 'http', host: '127.0.0.1', port: appPort, authority }],
    tls: TLS,
    timeline,
    ...options,
  })
  onTestFinished(() => front.close())
  return { front, events, https: front.ports.https, http: front.ports.http! }
}

export interface Got {
  status: number
  rawHeaders: string[]
  headers: http.IncomingHttpHeaders
  body: string
  trailers: string[]
  interim: { status: number; headers: http.IncomingHttpHeaders }[]
}

export function request(
  port: number,
  path: string,
  options: https.RequestOptions & { body?: string | Buffer; secure?: boolean } = {},
): Promise<Got> {
  const { body, secure = true, ...rest } = options
  return new Promise((resolve, reject) => {
    const module = secure ? https : http
    const interim: Got['interim'] = []
    const req = module.request(
      { host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false, maxHeaderSize: 1 << 20, ...rest },
      (res) => {
        const parts: Buffer[] = []
        res.on('data', (part: Buffer) => parts.push(part))
        res.on('error', reject)
        res.on('end', () => {
          const { statusCode = 0, rawHeaders, headers, rawTrailers } = res
          resolve({
            status: statusCode,
            rawHeaders,
            headers,
            body: Buffer.concat(parts).toString(),
            trailers: rawTrailers,
            interim,
          })
        })
      },
    )
    req.on('information', (info) => interim.push({ status: info.statusCode, headers: info.headers }))
    req.on('error', reject)
    req.end(body)
  })
}

export interface Got2 {
  status: number
  headers: http2.IncomingHttpHeaders
  body: string
  trailers: http2.IncomingHttpHeaders
  interim: http2.IncomingHttpHeaders[]
}

export function request2(port: number, headers: http2.OutgoingHttpHeaders, body?: string): Promise<Got2> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false })
    session.on('error', reject)
    const stream = session.request(
      { ':authority': `shop.localhost:${port}`, ...headers },
      { endStream: body === undefined },
    )
    const got: Got2 = { status: 0, headers: {}, body: '', trailers: {}, interim: [] }
    stream.on('headers', (early) => got.interim.push(early))
    stream.on('response', (head) => Object.assign(got, { status: head[':status'], headers: head }))
    stream.on('trailers', (list) => Object.assign(got, { trailers: list }))
    stream.setEncoding('utf8').on('data', (part: string) => {
      got.body += part
    })
    stream.on('error', (error) => {
      session.destroy()
      reject(error)
    })
    stream.on('end', () => {
      session.close()
      resolve(got)
    })
    if (body !== undefined) stream.end(body)
  })
}

/** Raw bytes over TLS; `until` ends it, or the other side does. Answers all that came. */
export function raw(port: number, text: string, until?: (soFar: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    const socket = tls.connect(
      { port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] },
      () => socket.write(text, 'latin1'),
    )
    let got = ''
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => {
      got += part
      if (until?.(got)) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(got))
  })
}

/** Resolves when the condition holds; the test's own time limit is the only clock. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((done) => setTimeout(done, 5))
}

/** A TLS client that can also be torn down by RST. */
export function resettable(
  port: number,
  onSecure: (socket: tls.TLSSocket) => void,
): { reset(): void; closed: Promise<void> } {
  const under = net.connect(port, '127.0.0.1')
  under.on('error', () => {})
  const socket = tls.connect({ socket: under, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }, () =>
    onSecure(socket),
  )
  socket.on('error', () => {})
  return { reset: () => under.resetAndDestroy(), closed: new Promise((done) => under.once('close', () => done())) }
}
