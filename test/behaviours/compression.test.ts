// What a front asks for on its own account comes out in a form that the browser can read, over real sockets.
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import compression from '../../src/behaviours/compression.ts'
import { chainOf, request, startApp, startFixture } from '../proxy/fixture.ts'

const TEXT = 'signed in as alice '.repeat(200)

async function frontWith(options: object) {
  const asked: (string | undefined)[] = []
  const app = await startApp((req, res) => {
    asked.push(req.headers['accept-encoding'])
    const coding = req.url!.slice(1)
    const packed = { gzip: gzipSync(TEXT), br: brotliCompressSync(TEXT) }[coding]
    res.setHeader('Content-Type', 'text/html')
    if (packed) res.setHeader('Content-Encoding', coding)
    res.end(packed ?? TEXT)
  })
  const hooks = compression.setup(compression.options.parse({ pack: false, ...options }), {
    random: () => 0,
    now: () => 0,
    hop: 'edge',
  })
  const { https } = await startFixture(app, { chain: chainOf(hooks) })
  const ask = (path: string, takes?: string) =>
    request(https, path, takes === undefined ? {} : { headers: { 'accept-encoding': takes } })
  return { asked, ask }
}

test.each(['/gzip', '/br', '/plain'])(
  'Cloudflare asks for both; a client that takes neither gets %s as text',
  async (path) => {
    const { asked, ask } = await frontWith({ ask: ['br', 'gzip'] })
    const { body, headers } = await ask(path)
    expect(body).toBe(TEXT)
    expect(headers['content-encoding']).toBeUndefined()
    expect(asked).toEqual(['br, gzip'])
  },
)

test('what the browser takes goes through as it came', async () => {
  const { ask } = await frontWith({ ask: ['br', 'gzip'] })
  expect((await ask('/gzip', 'gzip, br')).headers['content-encoding']).toBe('gzip')
  expect((await ask('/br', 'gzip, br;q=0.5')).headers['content-encoding']).toBe('br')
  const refused = await ask('/br', 'gzip, br;q=0')
  expect(refused.headers['content-encoding']).toBeUndefined()
  expect(refused.body).toBe(TEXT)
})

test('Caddy asks only where the browser said nothing', async () => {
  const { asked, ask } = await frontWith({ ask: true })
  expect((await ask('/gzip')).body).toBe(TEXT)
  expect((await ask('/br', 'br')).headers['content-encoding']).toBe('br')
  expect(asked).toEqual(['gzip', 'br'])
})

test('a page is packed for who takes it', async () => {
  const { ask } = await frontWith({ pack: true })
  expect((await ask('/plain', 'gzip;q=0')).body).toBe(TEXT)
  expect((await ask('/plain', 'gzip')).headers['content-encoding']).toBe('gzip')
})
