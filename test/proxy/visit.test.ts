import { expect, test } from 'vitest'
import linkScanner from '../../src/behaviours/link-scanner.ts'
import visitor from '../../src/behaviours/visitor.ts'
import type { ExchangeEvent } from '../../src/core/events.ts'
import { get } from '../../src/core/headers.ts'
import { createSession } from '../../src/session/session.ts'
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
  expect(exchanges().map(({ visitor }) => visitor?.as)).toEqual(['link-scanner', 'link-scanner', undefined, undefined])
  // Each visit and each browser's connection is another one.
  expect(new Set(exchanges().map(({ connection }) => connection)).size).toBe(4)
})

/** Signs in whoever posts a name, and greets them by a cookie. */
async function greetingApp() {
  const asked: string[] = []
  const port = await startApp(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    const { cookie = '-', 'user-agent': agent } = req.headers
    asked.push(`${req.method} ${req.url} ${agent} ${cookie}${body && ` ${body}`}`)
    if (req.method === 'POST') {
      res.writeHead(303, { 'Set-Cookie': `sid=${new URLSearchParams(body).get('user')}; Path=/`, Location: '/' }).end()
      return
    }
    if (req.url === '/login') res.setHeader('Set-Cookie', 'csrf=1; Path=/')
    if (req.url === '/logout') res.setHeader('Set-Cookie', 'sid=; Path=/; Max-Age=0')
    res.end('<form><input type="hidden" name="token" value="a&amp;b"><input name="user"></form>')
  })
  return { port, asked }
}

const HEADERS = { Host: 'shop.localhost', 'User-Agent': 'people/1.0', 'Accept-Language': 'de' }

async function besides(
  options: object,
  open: (ask: (path: string, cookie?: string) => Promise<unknown>) => Promise<void>,
) {
  const app = await greetingApp()
  const tools = { random: () => 0, now: Date.now, hop: 'test' }
  const { https, events } = await startFixture(app.port, {
    chain: chainOf(visitor.setup(visitor.options.parse(options), tools)),
    observer: createSession(),
  })
  await open((path, cookie) =>
    request(https, path, { headers: { ...HEADERS, 'If-None-Match': 'x', ...(cookie ? { Cookie: cookie } : {}) } }),
  )
  const exchanges = () => events.filter((event): event is ExchangeEvent => event.type === 'exchange')
  const told = async (count: number) => {
    await eventually(() => exchanges().length === count)
    return exchanges().map(
      ({ client, visitor, browser }) => `${client} ${visitor?.cookies ?? ''} ${browser.request.target}`,
    )
  }
  return { asked: app.asked, told, exchanges, events }
}

test('a crawler comes after the user, once for each page, without cookies', async () => {
  const { asked, told } = await besides({ as: 'bot', methods: ['HEAD', 'GET'], agent: 'bot/1' }, async (ask) => {
    await ask('/', 'sid=alice')
    await ask('/', 'sid=alice')
  })
  const seen = await told(4)
  expect(asked.filter((line) => line.includes('people'))).toEqual(Array(2).fill('GET / people/1.0 sid=alice'))
  expect(asked.filter((line) => line.includes('bot'))).toEqual(['HEAD / bot/1 -', 'GET / bot/1 -'])
  expect(seen.filter((line) => line.startsWith('bot-1 none'))).toHaveLength(2)
})

test('who warms the cache comes first, and asks as the user does', async () => {
  const { asked, told, exchanges } = await besides({ as: 'cache-primer' }, async (ask) => {
    await ask('/', 'sid=alice')
  })
  await told(2)
  expect(asked).toEqual(['GET / cache-warmer/1.0 -', 'GET / people/1.0 sid=alice'])
  const [primer] = exchanges()
  expect(primer!.browser.request.headers).toEqual([
    ...['Host', 'shop.localhost', 'Accept-Language', 'de', 'Connection', 'close', 'User-Agent', 'cache-warmer/1.0'],
  ])
})

test('a second user signs in, keeps cookies of their own, and is nobody else in the timeline', async () => {
  const signIn = { path: '/login', fields: { user: 'bob' } }
  const { asked, told, events } = await besides({ as: 'second-user', 'sign-in': signIn }, async (ask) => {
    await ask('/account', 'sid=alice')
    await ask('/account', 'sid=alice')
  })
  const seen = await told(6)
  expect(asked.filter((line) => !line.includes('alice'))).toEqual([
    'GET /login people/1.0 -',
    'POST /login people/1.0 csrf=1 token=a%26b&user=bob',
    'GET /account people/1.0 csrf=1; sid=bob',
    'GET /account people/1.0 csrf=1; sid=bob',
  ])
  expect(seen.filter((line) => line.startsWith('second-user-1 own'))).toHaveLength(4)
  expect(seen.filter((line) => line === 'client-1  /account')).toHaveLength(2)
  // Its jar in the timeline is the one it has: nothing came that was not expected, nothing was missing.
  const moments = events.flatMap((one) => (one.type === 'cookie' && one.client === 'second-user-1' ? [one.moment] : []))
  expect(new Set(moments)).toEqual(new Set(['kept', 'sent']))
  expect(moments.filter((one) => one === 'kept')).toHaveLength(2)
})

test("a prefetch has the user's cookies, and counts as theirs; what it is answered does not reach their browser", async () => {
  const { asked, told, events } = await besides({ as: 'prefetcher', opens: ['/logout'] }, async (ask) => {
    await ask('/', 'sid=alice')
    await ask('/', 'sid=alice')
  })
  const seen = await told(4)
  expect(asked.filter((line) => line.includes('/logout'))).toEqual(Array(2).fill('GET /logout people/1.0 sid=alice'))
  expect(seen.filter((line) => line === 'client-1 user /logout')).toHaveLength(2)
  const kinds = events.flatMap((one) => (one.type === 'exchange' && one.visitor ? [one.kind] : []))
  expect(kinds).toEqual(['prefetch', 'prefetch'])
  expect(events.flatMap((one) => (one.type === 'cookie' && one.moment === 'deleted' ? [one.name] : []))).toEqual([])
})

test('nobody comes for a request that failed, nor for one of a visitor', async () => {
  const port = await startApp((_, res) => {
    res.statusCode = 500
    res.end()
  })
  const step = visitor.setup(visitor.options.parse({ as: 'bot' }), { random: () => 0, now: Date.now, hop: 'test' })
  const { https, events } = await startFixture(port, { chain: chainOf(step) })
  await request(https, '/')
  await request(https, '/')
  await eventually(() => events.filter(({ type }) => type === 'exchange').length === 2)
  expect(events.filter((one) => one.type === 'exchange' && one.visitor)).toEqual([])
})
