// A visitor without a browser says what it takes as Chromium says it, since a cache may keep an answer for each, and reads all of it.
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import zlib from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setStage } from '../../src/check/stage.ts'
import type { Visitor } from '../../src/check/visitor.ts'
import { withoutBrowser } from '../../src/check/without-browser.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { openAuthorities } from '../../src/tls/authorities.ts'

const PAGE = '<p>hello</p>'
/** A frame of RFC 8878 with one raw block: Node 20 has nothing to pack it with. */
const ZSTD = Buffer.concat([
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, PAGE.length, (PAGE.length << 3) | 1, 0, 0]),
  Buffer.from(PAGE),
])
const PACKED: Readonly<Record<string, Buffer>> = {
  zstd: ZSTD,
  br: zlib.brotliCompressSync(PAGE),
  gzip: zlib.gzipSync(PAGE),
}

let app: http.Server
let visitor: Visitor
const closing: (() => Promise<void>)[] = []
let seen: string[] = []
const before = process.env.XDG_STATE_HOME
const state = mkdtempSync(join(tmpdir(), 'repro-proxy-state-'))

beforeAll(async () => {
  process.env.XDG_STATE_HOME = state
  app = http.createServer((request, response) => {
    const { method, url = '/', headers } = request
    const taken = String(headers['accept-encoding']).split(', ')
    seen.push(`${method} ${taken.join(' ')}`)
    // The first that is asked for in the path and taken.
    const coding =
      url
        .slice(1)
        .split('+')
        .find((one) => taken.includes(one) && PACKED[one]) ?? ''
    response.setHeader('content-type', 'text/html')
    if (coding !== '') response.setHeader('content-encoding', coding)
    response.end(PACKED[coding] ?? PAGE)
  })
  await new Promise<void>((done) => app.listen(0, '127.0.0.1', done))
  const { port } = app.address() as AddressInfo
  const host = 'shop.localhost'
  const stage = await setStage({
    scenario: await loadScenario('direct'),
    ...{ host, port: 0, authorities: await openAuthorities([host]) },
    upstreams: [{ name: 'a', scheme: 'http', host: '127.0.0.1', port, authority: `127.0.0.1:${port}` }],
  })
  visitor = await withoutBrowser.visitor(stage.door)
  closing.push(() => visitor.close(), stage.close)
})
afterAll(async () => {
  for (const close of closing) await close()
  app.close()
  if (before === undefined) delete process.env.XDG_STATE_HOME
  else process.env.XDG_STATE_HOME = before
  rmSync(state, { recursive: true, force: true })
})

test.each([['br'], ['gzip'], ['zstd+br'], ['zstd'], ['nothing']])('%s is read', async (codings) => {
  seen = []
  expect(await visitor.open(`https://shop.localhost/${codings}`)).toMatchObject({ status: 200, text: 'hello' })
  const again = codings.startsWith('zstd') && !('zstdDecompressSync' in zlib)
  expect(seen).toEqual(['GET gzip deflate br zstd', ...(again ? ['GET gzip deflate br'] : [])])
})

test('what is posted is posted once', async () => {
  seen = []
  const sent = { method: 'POST', type: 'text/plain', text: 'x' }
  expect(await visitor.ask('https://shop.localhost/zstd', sent)).toMatchObject({ status: 200, body: PAGE })
  expect(seen).toEqual([`POST gzip deflate br${'zstdDecompressSync' in zlib ? ' zstd' : ''}`])
})
