// The web inspector's own listener, on loopback and a port of its own: the page, its socket and its downloads, for whoever has the
// URL with the token. Nothing of it goes through the proxied origin, and it sets no cookie.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { WebSocketServer } from 'ws'
import type { Timeline } from '../proxy/timeline.ts'
import { admitted, admittedSocket } from './access.ts'
import type { Controls } from './controls.ts'
import { converse } from './conversation.ts'
import { EXPORTS } from './exports.ts'
import { readPage, safetyHeaders } from './page-files.ts'
import type { Facts } from './protocol.ts'
import type { Pace } from './reader.ts'
import { PACE } from './reader.ts'

export interface InspectorOptions {
  readonly timeline: Timeline
  /** 0: any that is free. */
  readonly port: number
  readonly token: string
  /** What is shown at the top. */
  readonly facts: Pick<Facts, 'live' | 'title' | 'origin' | 'upstreams' | 'values' | 'scenarios'>
  /** The scenarios that can be played; asked for when the first page opens. */
  readonly offers?: () => Promise<Facts['scenarios']>
  /** Absent: a recording, which can only be looked at. */
  readonly controls?: Controls
  /** Of this program; for exports. */
  readonly version: string
  readonly pace?: Pace
}

export interface Inspector {
  /** With the token. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** Rejects with the listener's own error (EADDRINUSE, EACCES) when the port cannot be had. */
export async function startInspector(options: InspectorOptions): Promise<Inspector> {
  const { timeline, token, controls, version, pace = PACE } = options
  const run = randomUUID()
  const page = readPage()
  let port = options.port
  let { scenarios } = options.facts
  let offered: Promise<void> | undefined
  const ready = async () => {
    offered ??= options.offers?.().then((all) => {
      scenarios = all
    })
    await offered
  }
  const facts = (): Facts => ({
    ...options.facts,
    scenarios,
    ...(controls ? { scenario: controls.scenario() } : {}),
    exports: EXPORTS.map(({ name, label }) => ({ name, label })),
  })

  function refuse(response: ServerResponse): void {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    response.end('Not here. The URL with the token stands in the terminal where repro-proxy runs.\n')
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = admitted(request, token, port)
    const reading = request.method === 'GET' || request.method === 'HEAD'
    if (path === undefined || !reading) return refuse(response)
    const headers = safetyHeaders(request.headers.host!, options.facts.origin)
    const file = page.get(path)
    if (file) {
      response.writeHead(200, { ...headers, 'Content-Type': file.type, 'Content-Length': file.bytes.length })
      response.end(request.method === 'HEAD' ? undefined : file.bytes)
      return
    }
    const wanted = EXPORTS.find(({ name }) => path === `export/${name}`)
    if (!wanted) return refuse(response)
    const disposition = `attachment; filename="${wanted.name}"`
    response.writeHead(200, { ...headers, 'Content-Type': wanted.type, 'Content-Disposition': disposition })
    if (request.method === 'HEAD') response.end()
    else await pipeline(Readable.from(wanted.write(timeline.events(), version)), response)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024, perMessageDeflate: false })
  server.on('upgrade', (request, socket, first) => {
    socket.on('error', () => {})
    if (!admittedSocket(request, token, port)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, first, (ws) =>
      converse(ws, { run, timeline, ready, facts, ...(controls ? { controls } : {}), pace }),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  port = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${port}/${token}/`,
    port,
    async close() {
      for (const ws of sockets.clients) ws.terminate()
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      await closed
    },
  }
}
