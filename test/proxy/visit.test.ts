import { expect, test } from 'vitest'
import linkScanner from '../../src/behaviours/link-scanner.ts'
import type { ExchangeEvent } from '../../src/core/events.ts'
import { get } from '../../src/core/headers.ts'
import { chainOf, eventually, request, startApp, startFixture } from './fixture.ts'

test('a visitor of our own comes first, without cookies, once, as an exchange of its own', async () => {
  const used = new Set<string>()
  const asked: string[] = []
  const port = await startApp((req, res) => {
    asked.push(`${req.method} ${req.url} ${req.headers.cookie ?? '-'} ${req.headers.host}`)
    res.statusCode = used.has(req.url!) ? 410 : 200
    if (req.method === 'GET') used.add(req.url!)
    res.end('x'.repeat(100_000))
  })
  const step = linkScanner.setup(linkScanner.options.parse({ methods: ['HEAD', 'GET'] }), {
    random: () => 0,
    now: () => 0,
    hop: 'test',
  })
  const { https, events } = await startFixture(port, { chain: chainOf(step) })
  const open = (path: string) =>
    request(https, path, { headers: { Cookie: 'theme=dark', Host: 'shop.localhost' } }).then(({ status }) => status)
  expect(await open('/verify?token=1')).toBe(410)
  expect(await open('/verify?token=1')).toBe(410)
  expect(asked).toEqual([
    'HEAD /verify?token=1 - shop.localhost',
    'GET /verify?token=1 - shop.localhost',
    'GET /verify?token=1 theme=dark shop.localhost',
    'GET /verify?token=1 theme=dark shop.localhost',
  ])
  const exchanges = () => events.filter((event): event is ExchangeEvent => event.type === 'exchange')
  await eventually(() => exchanges().length === 4)
  const told = exchanges().map(({ browser, end }) => [
    browser.request.method,
    browser.response?.status,
    get(browser.request.headers, 'user-agent')?.includes('link scanner') ?? false,
    end,
  ])
  expect(told).toEqual([
    ['HEAD', 200, true, 'complete'],
    ['GET', 200, true, 'complete'],
    ['GET', 410, false, 'complete'],
    ['GET', 410, false, 'complete'],
  ])
  // Each visit and each browser's connection is another client.
  expect(new Set(exchanges().map(({ connection }) => connection)).size).toBe(4)
})
