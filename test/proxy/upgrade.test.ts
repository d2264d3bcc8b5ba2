import http from 'node:http'
import { describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { filter } from '../../src/core/headers.ts'
import {
  chainOf,
  eventually,
  listen,
  raw,
  request,
  resettable,
  startApp,
  startFixture,
  startRawApp,
} from './fixture.ts'

async function echoServer() {
  const heads: string[][] = []
  const server = http.createServer((_req, res) => res.writeHead(426, { 'X-Plain': 'yes' }).end('upgrade please'))
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, req) => {
    heads.push(req.rawHeaders)
    socket.on('message', (data, binary) => socket.send(data, { binary }))
  })
  return { port: await listen(server), heads, sockets }
}
const connect = (port: number, path = '/') =>
  new WebSocket(`wss://127.0.0.1:${port}${path}`, { rejectUnauthorized: false })

describe('WebSocket', () => {
  it('echoes text and binary on any path, with its own headers kept', async () => {
    const { port, heads } = await echoServer()
    const { https, events } = await startFixture(port)
    const socket = connect(https, '/any/path?x=1')
    const got: string[] = []
    socket.on('message', (data) => got.push(data.toString()))
    await new Promise((open) => socket.once('open', open))
    socket.send('hello')
    socket.send(Buffer.alloc(100_000, 'b'))
    await eventually(() => got.length === 2)
    expect([got[0], got[1]?.length]).toEqual(['hello', 100_000])
    expect(heads[0]).toContain('Sec-WebSocket-Key')
    socket.close()
    await eventually(() => events.some((event) => event.type === 'exchange'))
    expect(events.find((event) => event.type === 'exchange')).toMatchObject({
      kind: 'websocket',
      end: 'upgraded',
      browser: { response: { status: 101 } },
    })
  })

  it("closes the app's side when the browser resets, and the other way round", async () => {
    const { port, sockets } = await echoServer()
    const { https } = await startFixture(port)
    const one = connect(https)
    one.on('error', () => {})
    await new Promise((open) => one.once('open', open))
    one.terminate()
    await eventually(() => sockets.clients.size === 0)
    const two = connect(https)
    await new Promise((open) => two.once('open', open))
    const closed = new Promise((done) => two.once('close', done))
    for (const client of sockets.clients) client.terminate()
    expect(await closed).toBe(1006)
  })

  it('survives a browser that resets before the 101, and tells the app', async () => {
    let [arrived, gone] = [false, false]
    const port = await startRawApp((socket) => {
      socket.on('data', () => {
        arrived = true
      })
      socket.on('close', () => {
        gone = true
      })
    })
    const { https } = await startFixture(port)
    const client = resettable(https, (socket) => {
      socket.write('GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    })
    await eventually(() => arrived)
    client.reset()
    await eventually(() => gone)
    expect(gone).toBe(true)
  })

  it('answers 502 when the app is down or replies with bare bytes', async () => {
    const handshake = 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    const down = await startFixture(1)
    expect(await raw(down.https, handshake)).toMatch(/^HTTP\/1\.1 502 /)
    const bare = await startFixture(
      await startRawApp((socket) => socket.once('data', () => socket.end('Unauthorized'))),
    )
    expect(await raw(bare.https, handshake)).toMatch(/^HTTP\/1\.1 502 /)
  })

  it('becomes a plain request when a step takes the Upgrade away, as with a stock nginx', async () => {
    const { port } = await echoServer()
    const chain = chainOf({
      request: (head) => ({ ...head, headers: filter(head.headers, (name) => !/^(upgrade|connection)$/i.test(name)) }),
    })
    const { https } = await startFixture(port, { chain })
    const answer = await raw(https, 'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 426 Upgrade Required\r\nX-Plain: yes\r\n[\s\S]*upgrade please/)
  })
})

describe("the dev server's own traffic", () => {
  it('gets an Origin that passes its gate, and no scenario step', async () => {
    const seen: Record<string, string | undefined> = {}
    const port = await startApp((req, res) => {
      seen[req.url!] = `${req.headers.origin} ${req.headers['x-step'] ?? '-'}`
      res.end()
    })
    const chain = chainOf({ request: (head) => ({ ...head, headers: [...head.headers, 'X-Step', 'ran'] }) })
    const { https } = await startFixture(port, { chain })
    const headers = { Origin: 'https://shop.example.test' }
    const paths = [
      '/_next/static/chunks/a.js',
      '/_next/hmr?id=1',
      '/__nextjs_source-map',
      '/_next/data/b/x.json',
      '/_next/image?url=x',
      '/login',
      '/app/_next/static/a.js',
    ]
    for (const path of paths) await request(https, path, { headers })
    expect(seen).toEqual({
      '/_next/static/chunks/a.js': `http://localhost:${port} -`,
      '/_next/hmr?id=1': `http://localhost:${port} -`,
      '/__nextjs_source-map': `http://localhost:${port} -`,
      '/_next/data/b/x.json': 'https://shop.example.test ran',
      '/_next/image?url=x': 'https://shop.example.test ran',
      '/login': 'https://shop.example.test ran',
      '/app/_next/static/a.js': `http://localhost:${port} ran`,
    })
  })
})

it('swaps the chain for the next exchange while one is under way', async () => {
  let release = () => {}
  const port = await startApp((req, res) => {
    const answer = () => res.end(req.headers['x-step'])
    if (req.url === '/slow') release = answer
    else answer()
  })
  const step = (value: string) =>
    chainOf({
      request: (head) => ({ ...head, headers: [...head.headers, 'X-Step', value] }),
      response: (head) => ({ ...head, headers: [...head.headers, 'X-Answered-By', value] }),
    })
  const { https, front } = await startFixture(port, { chain: step('old') })
  const slow = request(https, '/slow')
  await eventually(() => release.toString() !== '() => {}' && release.length === 0 && release.name === 'answer')
  front.swap({ name: 'new', chain: step('new'), plumbing: 'exempt' })
  const quick = await request(https, '/quick')
  release()
  const old = await slow
  expect([quick.body, quick.headers['x-answered-by'], old.body, old.headers['x-answered-by']]).toEqual([
    'new',
    'new',
    'old',
    'old',
  ])
})
