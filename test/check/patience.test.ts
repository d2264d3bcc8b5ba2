// An app that limits its sign-ins, as better-auth does in production: a check that signs in behind one scenario after another must not
// take its own haste for a fault of the fronts.
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import { foundLogin } from '../../src/check/found-login.ts'
import { patiently, retryAfter } from '../../src/check/patience.ts'
import type { Sight } from '../../src/check/visitor.ts'
import { withoutBrowser } from '../../src/check/without-browser.ts'
import { type DemoApp, startDemoApp } from '../../src/demo/app.ts'

let app: DemoApp
let door: http.Server
const before = process.env.XDG_STATE_HOME
const state = mkdtempSync(join(tmpdir(), 'repro-proxy-state-'))
/** When each address signed in; '' where no front tells one. */
const signIns = new Map<string, number[]>()
let refused = 0
const [MOST, WITHIN] = [1, 2500]

beforeAll(async () => {
  process.env.XDG_STATE_HOME = state
  app = await startDemoApp()
  door = http.createServer((req, res) => {
    if (req.method === 'POST' && req.url === '/login') {
      const who = String(req.headers['x-forwarded-for'] ?? '')
      const recent = (signIns.get(who) ?? []).filter((at) => Date.now() - at < WITHIN)
      if (recent.length >= MOST) {
        refused += 1
        const left = Math.ceil((WITHIN - (Date.now() - recent[0]!)) / 1000)
        res.writeHead(429, { 'X-Retry-After': String(left) }).end('too many')
        return
      }
      signIns.set(who, [...recent, Date.now()])
    }
    const { method, url: path, headers } = req
    req.pipe(
      http.request({ host: '127.0.0.1', port: app.port, method, path, headers }, (got) => {
        res.writeHead(got.statusCode!, got.rawHeaders)
        got.pipe(res)
      }),
    )
  })
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  door.close()
  door.closeAllConnections()
  await app.close()
  if (before === undefined) delete process.env.XDG_STATE_HOME
  else process.env.XDG_STATE_HOME = before
  rmSync(state, { recursive: true, force: true })
})

test('every scenario has its say, whether its front tells the address or not', { timeout: 60_000 }, async () => {
  const { port } = door.address() as AddressInfo
  const telling = ['nginx-recommended', 'nginx-tuned', 'caddy-reverse-proxy', 'nginx-no-upgrade']
  // The demo app has a reason of its own to fail behind these.
  const mute = ['haproxy-default', 'behind-nginx', 'nginx-bare']
  const { results } = await check({
    upstreams: [{ name: 'a', scheme: 'http', host: '127.0.0.1', port, authority: `127.0.0.1:${port}` }],
    scenarios: [...mute, ...telling],
    play: foundLogin({ user: 'alice', password: 'pw' }),
    driver: async () => withoutBrowser,
  })
  expect(results.filter(({ survives }) => survives).map(({ scenario }) => scenario)).toEqual(telling)
  expect(results.flatMap(({ seen }) => seen).filter((text) => text.includes('429'))).toEqual([])
  expect(refused).toBeGreaterThan(0)
  const addresses = [...signIns.keys()].filter((who) => who !== '')
  expect(addresses.length).toBeGreaterThanOrEqual(telling.length)
  for (const one of addresses) expect(one).toMatch(/^(?:203\.0\.113|198\.51\.100)\.\d+$/)
})

test('what is refused for longer than anybody waits, or for another reason, is told at once', async () => {
  const sight: Sight = { url: '', status: 429, text: '', forms: [], controls: [], retryAfter: 600 }
  let asked = 0
  const answering = (one: Sight) =>
    patiently(async () => {
      asked += 1
      return one
    })
  expect(await answering(sight)).toBe(sight)
  const wrong = { ...sight, status: 401 }
  expect(await answering(wrong)).toBe(wrong)
  expect(asked).toBe(2)
})

test.each([
  [{ 'retry-after': '3' }, { retryAfter: 3 }],
  [{ 'x-retry-after': '9' }, { retryAfter: 9 }],
  [{ 'retry-after': 'Sun, 29 Nov 2026 18:00:00 GMT' }, {}],
  [{}, {}],
])('%j says %j', (headers, said) => {
  expect(retryAfter(headers)).toEqual(said)
})
