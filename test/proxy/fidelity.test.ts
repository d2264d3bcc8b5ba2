import { createHash } from 'node:crypto'
import net from 'node:net'
import { describe, expect, it } from 'vitest'
import { set } from '../../src/core/headers.ts'
import type { Fixture } from './fixture.ts'
import { chainOf, listen, raw, request, request2, startApp, startFixture, startRawApp } from './fixture.ts'

/** An app that answers with the bytes of the request head it got. */
async function echo(options: Parameters<typeof startFixture>[1] = {}): Promise<Fixture> {
  const app = await startRawApp((socket) => {
    let got = ''
    socket.setEncoding('latin1').on('data', (part: string) => {
      got += part
      const end = got.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = got.slice(0, end)
      got = ''
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(head, 'latin1')}\r\n\r\n${head}`, 'latin1')
    })
  })
  return startFixture(app, options)
}
const lines = (body: string) => body.split('\r\n')

describe('what the app receives', () => {
  it('keeps case, order and duplicates of HTTP/1.1 header lines, Cookie lines included', async () => {
    const { https } = await echo()
    const head = [
      'GET /x HTTP/1.1',
      'hOST: shop.localhost',
      'X-B: 1',
      'Cookie: a=1',
      'x-a: 2',
      'X-b: 3',
      'Cookie: b=2',
      'Connection: close',
    ]
    const answer = await raw(https, `${head.join('\r\n')}\r\n\r\n`)
    expect(lines(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toEqual(head)
  })

  it.each(['//a//b', '/%2F%3B;x=1', '/a/../b', '/?', '/x?a=1&a=2', '/"quoted"`', '/a|b'])(
    'keeps the path %s byte for byte',
    async (path) => {
      const { https } = await echo()
      const answer = await raw(https, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect(answer).toContain(`GET ${path} HTTP/1.1\r\n`)
    },
  )

  it('turns an absolute-form target into origin-form, and its authority into Host', async () => {
    const { https } = await echo()
    const answer = await raw(https, 'GET http://other.test/p?q HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect(answer).toContain('GET /p?q HTTP/1.1\r\nHost: other.test\r\n')
  })

  it('makes one Cookie line of HTTP/2 crumbs, and Host of :authority', async () => {
    const { https } = await echo()
    const { body } = await request2(https, { ':path': '/x', cookie: ['a=1', 'b=2', 'c=3'], 'x-one': '1' })
    expect(lines(body)).toEqual([
      'GET /x HTTP/1.1',
      `host: shop.localhost:${https}`,
      'cookie: a=1; b=2; c=3',
      'x-one: 1',
    ])
  })

  it('frames a chunked DELETE and OPTIONS body as chunked, so that no byte of it can be read as a request', async () => {
    const seen: string[] = []
    const app = await startApp((req, res) => {
      let body = ''
      req.on('data', (part) => {
        body += part
      })
      req.on('end', () => {
        seen.push(
          `${req.method} ${req.headers['content-length'] ?? '-'} ${req.headers['transfer-encoding'] ?? '-'} ${body}`,
        )
        res.end()
      })
    })
    const { https } = await startFixture(app)
    for (const method of ['DELETE', 'OPTIONS']) {
      await request(https, '/x', {
        method,
        headers: { 'Transfer-Encoding': 'chunked' },
        body: 'GET /smuggled HTTP/1.1\r\n\r\n',
      })
    }
    expect(seen).toEqual([
      'DELETE - chunked GET /smuggled HTTP/1.1\r\n\r\n',
      'OPTIONS - chunked GET /smuggled HTTP/1.1\r\n\r\n',
    ])
  })

  it('applies steps to a request that expects 100-continue, and answers the 100 itself', async () => {
    const chain = chainOf({ request: (head) => ({ ...head, headers: set(head.headers, 'X-Step', 'ran') }) })
    const app = await startApp((req, res) => {
      req.resume()
      req.on('end', () => res.end(`${req.headers['x-step']}`))
    })
    const { https } = await startFixture(app, { chain })
    const answer = await raw(
      https,
      'POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK[\s\S]*ran$/)
  })

  it('sends request trailers on', async () => {
    const app = await startApp((req, res) => {
      req.resume()
      req.on('end', () => res.end(JSON.stringify(req.rawTrailers)))
    })
    const { https } = await startFixture(app)
    const answer = await raw(
      https,
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 42\r\n\r\n',
    )
    expect(answer).toContain('["X-Sum","42"]')
  })

  it("takes headers far above Node's own 16 KiB in both directions", async () => {
    const big = 'x'.repeat(60_000)
    const app = await startApp((req, res) => res.setHeader('X-Big', req.headers['x-big'] ?? '').end('ok'))
    const { https } = await startFixture(app)
    const one = await request(https, '/', { headers: { 'X-Big': big } })
    expect(one.headers['x-big']).toBe(big)
    const two = await request2(https, { ':path': '/', 'x-big': big })
    expect(two.headers['x-big']).toBe(big)
  })
})

describe('what the browser receives', () => {
  const HEAD =
    'HTTP/1.1 200 Fine\r\nX-B: 1\r\nSet-Cookie: a=1; Path=/\r\nx-a: 2\r\nSet-Cookie: b=2\r\nX-b: 3\r\nDate: Mon, 23 Nov 2026 10:00:00 GMT\r\nContent-Length: 2\r\n\r\nok'
  const app = () => startRawApp((socket) => socket.on('data', () => socket.write(HEAD)))

  it('keeps case, order and duplicates of response lines over HTTP/1.1', async () => {
    const { https } = await startFixture(await app())
    const { rawHeaders } = await request(https, '/')
    expect(rawHeaders.slice(0, 14)).toEqual([
      'X-B',
      '1',
      'Set-Cookie',
      'a=1; Path=/',
      'x-a',
      '2',
      'Set-Cookie',
      'b=2',
      'X-b',
      '3',
      'Date',
      'Mon, 23 Nov 2026 10:00:00 GMT',
      'Content-Length',
      '2',
    ])
    expect(rawHeaders.filter((_, i) => i % 2 === 0 && i >= 14)).toEqual(['Connection'])
  })

  it('keeps Set-Cookie lines apart over HTTP/2', async () => {
    const { https } = await startFixture(await app())
    const { headers, body, status } = await request2(https, { ':path': '/' })
    expect([status, headers['set-cookie'], headers['x-b'], body]).toEqual([200, ['a=1; Path=/', 'b=2'], '1, 3', 'ok'])
  })

  it('passes 103 Early Hints and trailers, over HTTP/1.1 and HTTP/2', async () => {
    const bytes =
      'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n'
    const { https } = await startFixture(await startRawApp((socket) => socket.on('data', () => socket.write(bytes))))
    const one = await request(https, '/')
    expect([one.interim, one.body, one.trailers]).toEqual([
      [{ status: 103, headers: { link: '</a.css>' } }],
      'ok',
      ['X-Sum', '42'],
    ])
    const two = await request2(https, { ':path': '/' })
    expect([two.interim[0]?.[':status'], two.interim[0]?.link, two.body, two.trailers['x-sum']]).toEqual([
      103,
      '</a.css>',
      'ok',
      '42',
    ])
  })

  it('answers HEAD with the length of the body that a GET would have', async () => {
    const port = await startApp((_req, res) => res.writeHead(200, { 'Content-Length': 5 }).end())
    const { https } = await startFixture(port)
    const { headers, body } = await request(https, '/', { method: 'HEAD' })
    expect([headers['content-length'], body]).toEqual(['5', ''])
    const two = await request2(https, { ':path': '/', ':method': 'HEAD' })
    expect([two.headers['content-length'], two.body]).toEqual(['5', ''])
  })

  it('keeps HSTS and Alt-Svc from localhost names, and passes them on others', async () => {
    const port = await startApp((_req, res) =>
      res.setHeader('Strict-Transport-Security', 'max-age=1').setHeader('Alt-Svc', 'h3=":443"').end(),
    )
    const local = await startFixture(port)
    const away = await startFixture(port, { origin: { scheme: 'https', host: 'shop.example.test', port: 0 } })
    const pick = async ({ https }: Fixture) => {
      const { headers } = await request(https, '/')
      return [headers['strict-transport-security'], headers['alt-svc']]
    }
    expect([await pick(local), await pick(away)]).toEqual([
      [undefined, undefined],
      ['max-age=1', 'h3=":443"'],
    ])
  })

  it('carries 8 MiB both ways without a changed byte', async () => {
    const sum = (data: Buffer | string) => createHash('sha256').update(data).digest('hex')
    const port = await startApp((req, res) => req.pipe(res))
    const { https } = await startFixture(port)
    const body = Buffer.alloc(8 << 20, 'abcdefghijklmnopqrstuvwxyz0123456789')
    const got = await request(https, '/', { method: 'POST', body })
    expect(sum(got.body)).toBe(sum(body))
  })
})

it('reuses connections to the app', async () => {
  let connections = 0
  const server = net.createServer((socket) => {
    connections += 1
    socket.on('error', () => {}).on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
  })
  const { https } = await startFixture(await listen(server))
  for (let i = 0; i < 20; i++) await request(https, '/')
  expect(connections).toBe(1)
})
