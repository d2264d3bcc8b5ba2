// Request lines that no browser writes: one of them once ended the process.
import { describe, expect, it } from 'vitest'
import { raw, request, request2, startApp, startFixture } from './fixture.ts'

describe('a request line with another version', () => {
  it.each([
    ['HTTP/2.0', /^HTTP\/1\.1 505 /],
    ['HTTP/1.2', /^HTTP\/1\.1 200 /],
    ['HTTP/1.1', /^HTTP\/1\.1 200 /],
  ])('%s is answered, and so is who comes next', async (version, answer) => {
    const { https } = await startFixture(await startApp((_req, res) => res.end('ok')))
    expect(await raw(https, `GET / ${version}\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(answer)
    expect((await request(https, '/')).status).toBe(200)
  })
})

describe('headers that Node would not write', () => {
  it('Trailer beside Content-Length is left out, in both directions', async () => {
    const seen: (string | undefined)[] = []
    const { https } = await startFixture(
      await startApp((req, res) => {
        seen.push(req.headers.trailer)
        // Node's own server would refuse to say it.
        res.socket!.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\nok')
      }),
    )
    const got = await raw(https, 'GET / HTTP/1.1\r\nHost: x\r\nTrailer: X-Sum\r\nConnection: close\r\n\r\n')
    expect(got).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(got).not.toMatch(/trailer/i)
    expect(seen).toEqual([undefined])
  })

  it('bytes above 127 stay single bytes, also when the body is long in coming', async () => {
    const { https } = await startFixture(
      await startApp((_req, res) => {
        res.socket!.write('HTTP/1.1 200 OK\r\nX-Name: J\u00fcrgen\r\nConnection: close\r\n\r\n', 'latin1')
        setImmediate(() => res.socket!.end('ok'))
      }),
    )
    expect(await raw(https, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toContain(
      'X-Name: J\u00fcrgen\r\n',
    )
  })
})

it('an early answer to an upload over HTTP/2 ends the stream', async () => {
  const { https } = await startFixture(
    await startApp((_req, res) => res.writeHead(413, { Connection: 'close' }).end('too much')),
  )
  const got = await request2(https, { ':path': '/', ':method': 'POST' }, 'x'.repeat(1000))
  expect(got.status).toBe(413)
})
