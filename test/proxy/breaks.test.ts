// When one side breaks off, the other one hears of it; and nothing ends the process.
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ExchangeEvent } from '../../src/core/events.ts'
import {
  chainOf,
  eventually,
  listen,
  raw,
  request,
  request2,
  resettable,
  startApp,
  startFixture,
  startRawApp,
} from './fixture.ts'

const exchanges = (events: readonly { type: string }[]) =>
  events.filter((event): event is ExchangeEvent => event.type === 'exchange')

describe('the browser goes away', () => {
  it.each(['h1', 'h2'])('in the middle of an event stream, and the app is told (%s)', async (version) => {
    let closed = false
    const port = await startApp((req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n')
      req.on('close', () => {
        closed = true
      })
    })
    const { https: tlsPort, events } = await startFixture(port)
    if (version === 'h1') {
      const req = https.get({ port: tlsPort, rejectUnauthorized: false, agent: false })
      req.on('error', () => {}).on('response', (res) => res.on('error', () => {}).once('data', () => req.destroy()))
    } else {
      const session = http2.connect(`https://127.0.0.1:${tlsPort}`, { rejectUnauthorized: false })
      const stream = session.request({ ':path': '/' })
      stream.on('error', () => {}).once('data', () => session.destroy())
      session.on('error', () => {})
    }
    await eventually(() => closed && exchanges(events).length === 1)
    expect(exchanges(events)[0]?.end).toBe('aborted-by-browser')
  })

  it('before the app has answered, and the app is told', async () => {
    let [arrived, closed] = [false, false]
    const port = await startApp((req) => {
      arrived = true
      req.on('close', () => {
        closed = true
      })
    })
    const { https: tlsPort, events } = await startFixture(port)
    const req = https.get({ port: tlsPort, rejectUnauthorized: false, agent: false }).on('error', () => {})
    await eventually(() => arrived)
    req.destroy()
    await eventually(() => closed && exchanges(events).length === 1)
    expect(exchanges(events)[0]).toMatchObject({ end: 'aborted-by-browser', app: { instance: 'a' } })
  })

  it('in the middle of an upload, and the app is told', async () => {
    let error = ''
    const port = await startApp((req) => {
      req.resume().on('error', (e: NodeJS.ErrnoException) => {
        error = e.code ?? ''
      })
    })
    const { https: tlsPort } = await startFixture(port)
    const req = https.request({
      port: tlsPort,
      rejectUnauthorized: false,
      agent: false,
      method: 'POST',
      headers: { 'Content-Length': 100 },
    })
    req.on('error', () => {})
    req.write('half')
    req.once('socket', (socket) => socket.once('secureConnect', () => setTimeout(() => req.destroy(), 50)))
    await eventually(() => error !== '')
    expect(error).toBe('ECONNRESET')
  })
})

describe('the app breaks off', () => {
  it('in the middle of a body, and the browser is told', async () => {
    const port = await startRawApp((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => setTimeout(() => socket.destroy(), 20))
      }),
    )
    const { https: tlsPort, events } = await startFixture(port)
    await expect(request(tlsPort, '/')).rejects.toMatchObject({ code: 'ECONNRESET' })
    await expect(request2(tlsPort, { ':path': '/' })).rejects.toThrow()
    await eventually(() => exchanges(events).length === 2)
    expect(exchanges(events).map(({ end }) => end)).toEqual(['broken-by-app', 'broken-by-app'])
  })

  it.each([
    ['refuses connections', undefined, 'refuses connections'],
    [
      'closes without an answer',
      (socket: Socket) => socket.once('data', () => socket.destroy()),
      'closed the connection before it answered',
    ],
    ['is no HTTP server', (socket: Socket) => socket.once('data', () => socket.end('Unauthorized')), 'not HTTP'],
  ])('%s: a 502 page that says what was dialled', async (_name, app, words) => {
    const port = app ? await startRawApp(app) : await startRawApp(() => {})
    const target = app ? port : 1
    const { https: tlsPort, events } = await startFixture(target)
    const { status, body } = await request(tlsPort, '/')
    expect(status).toBe(502)
    expect(body).toContain(`http://127.0.0.1:${target} `)
    expect(body).toContain(words)
    await eventually(() => exchanges(events).length === 1)
    expect(exchanges(events)[0]!.story.join()).toContain(words)
  })

  it('is told when it is lost, and when it is back, once each', async () => {
    const server = http.createServer((_req, res) => res.end('ok'))
    const port = await listen(server)
    const { https: tlsPort, events } = await startFixture(port)
    const app = () => events.flatMap((event) => (event.type === 'app' ? [event.state] : []))
    await request(tlsPort, '/')
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    for (let i = 0; i < 2; i++) expect((await request(tlsPort, '/')).status).toBe(502)
    expect(app()).toEqual(['lost'])
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
    for (let i = 0; i < 2; i++) expect((await request(tlsPort, '/')).status).toBe(200)
    expect(app()).toEqual(['lost', 'ready'])
  })

  it("and a connection that the app had closed meanwhile is not the browser's problem", async () => {
    let served = 0
    const port = await startRawApp((socket) => {
      let first = true
      socket.on('data', () => {
        served += 1
        // The second request on a connection meets a server that has just given it up.
        if (first) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        else socket.resetAndDestroy()
        first = false
      })
    })
    const { https: tlsPort } = await startFixture(port)
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await request(tlsPort, '/')).status)
    expect(statuses).toEqual([200, 200, 200, 200])
    expect(served).toBeGreaterThan(4)
  })
})

describe('bad input', () => {
  it('garbage on the port ends that connection and no more', async () => {
    const { https: tlsPort, http: plainPort } = await startFixture(await startApp((_req, res) => res.end('ok')))
    expect(await raw(tlsPort, 'NOT HTTP AT ALL\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    const half = resettable(tlsPort, () => half.reset())
    await half.closed
    expect((await request(plainPort, '/', { secure: false })).status).toBe(200)
  })

  it('plain HTTP on the https port is told so, as nginx does', async () => {
    const { https: tlsPort, events } = await startFixture(await startApp((_req, res) => res.end('ok')))
    const { status, body } = await request(tlsPort, '/', { secure: false })
    expect([status, body.includes('http:// where it must say https://')]).toEqual([400, true])
    expect(events).toMatchObject([{ type: 'front', state: 'notice' }])
  })

  it('a step that throws answers 500, says which step, and sends nothing to the app', async () => {
    let reached = 0
    const port = await startApp((_req, res) => {
      reached += 1
      res.end()
    })
    const chain = chainOf(
      {},
      {
        request: () => {
          throw new Error('bad luck')
        },
      },
    )
    const { https: tlsPort, events } = await startFixture(port, { chain })
    const { status, body } = await request(tlsPort, '/')
    expect([status, reached]).toEqual([500, 0])
    expect(body).toContain('test/step-1: bad luck')
    await eventually(() => events.some((event) => event.type === 'front' && event.state === 'problem'))
  })

  it('a step that writes a header that cannot be sent answers 500 as well', async () => {
    const chain = chainOf({ request: (head) => ({ ...head, headers: [...head.headers, 'X-Bad', 'a\r\nInjected: 1'] }) })
    const { https: tlsPort } = await startFixture(await startApp((_req, res) => res.end()), { chain })
    expect((await request(tlsPort, '/')).status).toBe(500)
  })

  it.each(['request', 'response'])(
    'an observer that throws at the %s is told once, and traffic goes on',
    async (at) => {
      const broken = () => {
        throw new Error('ledger broke')
      }
      const observer = { request: () => ({ client: 'a' }), response: () => [], [at]: broken }
      const { https: tlsPort, events } = await startFixture(await startApp((_req, res) => res.end('ok')), { observer })
      for (let i = 0; i < 3; i++) expect((await request(tlsPort, '/')).status).toBe(200)
      await eventually(() => exchanges(events).length === 3)
      expect(events.filter((event) => event.type === 'front').length).toBe(1)
    },
  )
})

it('forwarding to itself is a 508', async () => {
  const placeholder = http.createServer()
  await new Promise<void>((done) => placeholder.listen(0, '127.0.0.1', done))
  const { port } = placeholder.address() as { port: number }
  await new Promise((done) => placeholder.close(done))
  const { http: plainPort } = await startFixture(port, { listen: { address: '127.0.0.1', port: 0, httpPort: port } })
  const { status, body } = await request(plainPort, '/', { secure: false })
  expect(status).toBe(508)
  expect(body).toContain('forwarding to itself')
})

// The system hands out a port once for each pair of addresses: under load a browser comes from a port that we use ourselves.
it.skipIf(process.platform !== 'linux')(
  'a browser on a port that we use towards the app is not ourselves',
  async () => {
    const ports: number[] = []
    const app = await startApp((req, res) => {
      ports.push(req.socket.remotePort ?? 0)
      if (req.url === '/held') res.write('held')
      else res.end('ok')
    })
    const { https: tlsPort } = await startFixture(app)
    const front = { host: '127.0.0.1', port: tlsPort, agent: false, rejectUnauthorized: false }
    const held = https.get({ ...front, path: '/held' }).on('error', () => {})
    onTestFinished(() => void held.destroy())
    await eventually(() => ports.length === 1)
    const status = await new Promise<number | undefined>((resolve, reject) => {
      https
        .get({ ...front, localAddress: '127.0.0.2', localPort: ports[0]! }, (res) => {
          res.resume().on('end', () => resolve(res.statusCode))
        })
        .on('error', reject)
    })
    expect(status).toBe(200)
  },
)
