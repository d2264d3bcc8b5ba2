// Faults on real connections: what is cut is cut at both ends, and the app's part is as real.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import bandwidth from '../../src/behaviours/bandwidth.ts'
import duplicate from '../../src/behaviours/duplicate.ts'
import failure from '../../src/behaviours/failure.ts'
import lateAnswer from '../../src/behaviours/late-answer.ts'
import reorder from '../../src/behaviours/reorder.ts'
import reset from '../../src/behaviours/reset.ts'
import retry from '../../src/behaviours/retry.ts'
import staleConnection from '../../src/behaviours/stale-connection.ts'
import type { Behaviour, Hooks } from '../../src/core/behaviour.ts'
import type { ExchangeEvent } from '../../src/core/events.ts'
import { chainOf, eventually, request, request2, startApp, startFixture } from './fixture.ts'

const step = (it: Behaviour, options: unknown = {}): Hooks =>
  it.setup(it.options.parse(options), { random: () => 0, now: () => performance.now(), hop: 'test' })
const exchanges = (events: readonly { type: string }[]) =>
  events.filter((event): event is ExchangeEvent => event.type === 'exchange')

/** Numbers its requests; the answer ends when its body does. */
async function countingApp(body = 'done') {
  const seen: string[] = []
  let ended = 0
  const port = await startApp(async (req, res) => {
    let text = ''
    for await (const chunk of req) text += chunk
    seen.push(`${req.method} ${req.url} ${text}`.trim())
    res.on('finish', () => {
      ended += 1
    })
    res.setHeader('Set-Cookie', `n=${seen.length}`)
    res.end(body)
  })
  return { port, seen, ended: () => ended }
}

test('a response is lost: the app has answered to the end, the browser has nothing', async () => {
  const app = await countingApp('x'.repeat(300_000))
  const { https, events } = await startFixture(app.port, { chain: chainOf(step(reset)) })
  await expect(request(https, '/refresh')).rejects.toMatchObject({ code: 'ECONNRESET' })
  await eventually(() => exchanges(events).length === 1 && app.ended() === 1)
  const [one] = exchanges(events)
  expect(one).toMatchObject({ end: 'cut-by-front', app: { response: { status: 200 } } })
  expect(one!.browser.response).toBeUndefined()
  expect(one!.story).toEqual(['the app has answered; the connection broke before any of it reached the browser'])
})

test('broken before the app: it saw nothing', async () => {
  const app = await countingApp()
  const { https, events } = await startFixture(app.port, {
    chain: chainOf(step(reset, { at: 'before-app', how: 'close' })),
  })
  await expect(request(https, '/login', { method: 'POST', body: 'a=1' })).rejects.toThrow()
  await eventually(() => exchanges(events).length === 1)
  expect(app.seen).toEqual([])
  expect(exchanges(events)[0]).toMatchObject({ end: 'cut-by-front' })
  expect(exchanges(events)[0]!.app).toBeUndefined()
})

test('so many bytes of the body, and no more', async () => {
  const app = await countingApp('x'.repeat(1000))
  const { https, events } = await startFixture(app.port, { chain: chainOf(step(reset, { at: 10, how: 'close' })) })
  await expect(request(https, '/')).rejects.toThrow()
  await eventually(() => exchanges(events).length === 1)
  expect(exchanges(events)[0]).toMatchObject({ end: 'cut-by-front', browser: { response: { status: 200 } } })
})

test.each([
  ['after 10 bytes', { at: 10 }],
  ['after its head', { at: 'after-head' }],
  ['before its head', { at: 'after-app' }],
] as const)('an answer without end, cut %s: cut at the app as well', async (_, options) => {
  let gone = 0
  let open = 0
  const port = await startApp((_req, res) => {
    open += 1
    const timer = setInterval(() => res.write('another line\n'), 5)
    res.write('x'.repeat(64))
    res.once('close', () => {
      clearInterval(timer)
      gone += 1
    })
  })
  for (const how of ['reset', 'close'] as const) {
    const { https, http } = await startFixture(port, { chain: chainOf(step(reset, { ...options, how })) })
    await expect(request(https, '/')).rejects.toThrow()
    await expect(request(http, '/', { secure: false })).rejects.toThrow()
    // Node's client takes a stream that was closed for one that has ended.
    await request2(https, { ':path': '/' }).catch(() => {})
  }
  await eventually(() => gone === 6)
  expect(open).toBe(6)
})

test('a stale connection: 502 for a POST that the app never saw, a GET is sent again', async () => {
  const app = await countingApp()
  const stale = step(staleConnection, { idle: 0 })
  const { https, events } = await startFixture(app.port, {
    chain: chainOf(step(failure, { page: 'nginx' }), step(retry, { tries: 2 }), stale),
  })
  expect((await request(https, '/')).status).toBe(200)
  expect((await request(https, '/login', { method: 'POST', body: 'a=1' })).status).toBe(502)
  expect((await request(https, '/again')).status).toBe(200)
  expect(app.seen).toEqual(['GET /', 'GET /again'])
  await eventually(() => exchanges(events).length === 3)
  expect(exchanges(events).map(({ attempts }) => attempts)).toEqual([1, 1, 2])
  expect(exchanges(events)[1]!.story.join()).toContain('closed an idle connection just as this request was sent on it')
})

test('delivered twice, with its body; the browser has the second answer, or the first', async () => {
  const app = await countingApp()
  const second = await startFixture(app.port, { chain: chainOf(step(duplicate)) })
  const got = await request(second.https, '/pay', { method: 'POST', body: 'a=1' })
  expect(app.seen).toEqual(['POST /pay a=1', 'POST /pay a=1'])
  expect(got.headers['set-cookie']).toEqual(['n=2'])
  const first = await startFixture(app.port, { chain: chainOf(step(duplicate, { answer: 'first' })) })
  expect((await request(first.https, '/callback?code=1')).headers['set-cookie']).toEqual(['n=3'])
  await eventually(() => app.seen.length === 4)
  expect(app.seen.slice(2)).toEqual(['GET /callback?code=1', 'GET /callback?code=1'])
})

test('answers to requests that are under way together are turned round', async () => {
  const arrived = new Set<string>()
  const port = await startApp(async (req, res) => {
    arrived.add(req.url!)
    while (arrived.size < 3) await new Promise((done) => setTimeout(done, 5))
    res.end(req.url)
  })
  const { https } = await startFixture(port, { chain: chainOf(step(reorder, { 'at-most': '10s' })) })
  const order: string[] = []
  const ask = async (path: string) => order.push((await request(https, path)).body)
  const asked = []
  for (const path of ['/1', '/2', '/3']) {
    asked.push(ask(path))
    await eventually(() => arrived.has(path))
  }
  await Promise.all(asked)
  expect(order).toEqual(['/3', '/2', '/1'])
})

test('the app has done its work when the front gives up', async () => {
  const app = await countingApp()
  const { https, events } = await startFixture(app.port, {
    chain: chainOf(step(lateAnswer, { waits: 1, page: 'nginx' })),
  })
  const got = await request(https, '/login', { method: 'POST', body: 'a=1' })
  expect([got.status, got.headers['set-cookie']]).toEqual([504, undefined])
  expect(app.seen).toEqual(['POST /login a=1'])
  await eventually(() => exchanges(events).length === 1)
  expect(exchanges(events)[0]).toMatchObject({
    app: { response: { status: 200 } },
    browser: { response: { status: 504 } },
  })
})

test('a narrow line: every byte arrives, not sooner than it can', async () => {
  const text = Array.from({ length: 4000 }, (_, i) => `${i}\n`).join('')
  const app = await countingApp(text)
  const { https } = await startFixture(app.port, { chain: chainOf(step(bandwidth, { down: '100kB', up: '200kB' })) })
  const upload = 'y'.repeat(20_000)
  const began = performance.now()
  const got = await request(https, '/', { method: 'POST', body: upload })
  const took = performance.now() - began
  const hash = (one: string) => createHash('sha256').update(one).digest('hex')
  expect(hash(got.body)).toBe(hash(text))
  expect(app.seen).toEqual([`POST / ${upload}`])
  // 18,890 bytes at 100 kB/s and 20,000 at 200: never faster.
  expect(took).toBeGreaterThan(280)
})
