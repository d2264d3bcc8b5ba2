import http from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import WebSocket from 'ws'
import type { CookieEvent, ExchangeEvent } from '../../src/core/events.ts'
import type { Controls } from '../../src/inspector/controls.ts'
import { startInspector } from '../../src/inspector/inspector.ts'
import type { FromPage, FromServer } from '../../src/inspector/protocol.ts'
import { PACE } from '../../src/inspector/reader.ts'
import { createTimeline } from '../../src/proxy/timeline.ts'

const TOKEN = 'aaaaaaaaaaaaaaaaaaaaaaaa'
const SECRET = 's3cr3t-value-of-the-session'

const FACTS = {
  live: true,
  title: 'https://app.localhost:8443',
  origin: 'https://app.localhost:8443',
  upstreams: [],
  values: true,
  scenarios: [],
}

const OFFERED = [{ name: 'behind-nginx', about: 'nginx as it comes', group: 'nginx' }]

async function inspector(options: { controls?: Controls; lag?: number; offers?: () => Promise<typeof OFFERED> } = {}) {
  const timeline = createTimeline()
  const { controls, offers, lag = PACE.lag } = options
  const pace = { ...PACE, lag }
  const given = { timeline, port: 0, token: TOKEN, facts: FACTS, version: '0.0.0', pace }
  const more = { ...(controls ? { controls } : {}), ...(offers ? { offers } : {}) }
  const started = await startInspector({ ...given, ...more })
  onTestFinished(() => started.close())
  return { timeline, ...started }
}

function exchange(id: number): ExchangeEvent {
  return {
    type: 'exchange',
    at: 1_700_000_000_000 + id,
    id,
    headMs: 1,
    ms: 2,
    connection: 1,
    scheme: 'https',
    host: 'app.localhost:8443',
    kind: 'document',
    client: 'chrome-1',
    browser: {
      request: { method: 'GET', target: `/${id}?code=${SECRET}`, headers: ['Cookie', `sid=${SECRET}`], version: '2' },
      response: { status: 200, reason: 'OK', headers: ['Set-Cookie', `sid=${SECRET}; Path=/`] },
    },
    attempts: 1,
    changes: [],
    story: [],
    end: 'complete',
    plumbing: false,
    bytes: { request: 0, response: 0 },
  }
}

const kept: CookieEvent = {
  type: 'cookie',
  at: 1_700_000_000_000,
  exchange: 1,
  client: 'chrome-1',
  moment: 'kept',
  name: 'sid',
  value: SECRET,
  text: 'the browser keeps it',
}

function get(port: number, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body }))
    })
    request.on('error', reject).end()
  })
}

interface Page {
  readonly heard: FromServer[]
  tell(message: FromPage): void
  until<T extends FromServer['t']>(
    t: T,
    matching?: (one: FromServer & { t: T }) => boolean,
  ): Promise<FromServer & { t: T }>
  readonly socket: WebSocket
}

function open(url: string, headers: Record<string, string> = {}): Promise<Page> {
  const { origin } = new URL(url)
  const socket = new WebSocket(`${url.replace('http', 'ws')}socket`, { headers: { Origin: origin, ...headers } })
  onTestFinished(() => socket.terminate())
  const heard: FromServer[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)) as FromServer)
    for (const look of waiting) look()
  })
  const page: Page = {
    heard,
    socket,
    tell: (message) => socket.send(JSON.stringify(message)),
    until: (t, matching = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const found = heard.find((one) => one.t === t && matching(one as never))
          if (!found) return
          waiting.delete(look)
          resolve(found as never)
        }
        waiting.add(look)
        look()
      }),
  }
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(page))
    socket.on('error', reject)
  })
}

const told = (page: Page) => page.heard.flatMap((one) => (one.t === 'events' ? one.list : []))
const has = (page: Page, count: number) => page.until('events', () => told(page).length >= count)

it('asks for the scenarios when the first page opens, once, and tells every page', async () => {
  let asked = 0
  const { url } = await inspector({
    async offers() {
      asked += 1
      return OFFERED
    },
  })
  expect(asked).toBe(0)
  for (const page of [await open(url), await open(url)]) {
    page.tell({ t: 'resume' })
    expect((await page.until('hello')).facts.scenarios).toEqual(OFFERED)
  }
  expect(asked).toBe(1)
})

describe('who may look', () => {
  it('shows the page to whoever has the token, and lets it load nothing from elsewhere', async () => {
    const { url, port } = await inspector()
    const { status, headers, body } = await get(port, new URL(url).pathname)
    expect(status).toBe(200)
    expect(body).toContain('<script src="main.js"')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['set-cookie']).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(headers['cache-control']).toBe('no-store')
    for (const name of ['main.js', 'main.css', 'icon.svg'])
      expect((await get(port, `/${TOKEN}/${name}`)).status).toBe(200)
  })

  it('refuses a wrong token, a foreign Host and a foreign Origin alike, without a hint', async () => {
    const { port } = await inspector()
    const own = `127.0.0.1:${port}`
    const refused = [
      await get(port, '/'),
      await get(port, '/main.js'),
      await get(port, `/${TOKEN}`),
      await get(port, '/bbbbbbbbbbbbbbbbbbbbbbbb/'),
      await get(port, `/${TOKEN}/nothing`),
      await get(port, `/${TOKEN}/../${TOKEN}/export/repro-proxy.jsonl`),
      await get(port, `/${TOKEN}/`, { Host: 'attacker.example' }),
      await get(port, `/${TOKEN}/`, { Host: `attacker.example:${port}` }),
      await get(port, `/${TOKEN}/`, { Host: '127.0.0.1:1' }),
      await get(port, `/${TOKEN}/`, { Host: own, Origin: 'https://attacker.example' }),
      await get(port, `/${TOKEN}/`, { Host: own, Origin: 'null' }),
      await get(port, `/${TOKEN}/export/repro-proxy.jsonl`, { Host: 'app.localhost:8443' }),
    ]
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 404))
    expect(new Set(refused.map(({ body }) => body)).size).toBe(1)
    for (const host of [own, `localhost:${port}`])
      expect((await get(port, `/${TOKEN}/`, { Host: host })).status).toBe(200)
  })

  it('opens its socket only for its own page', async () => {
    const { url, port } = await inspector()
    const wrong = `http://127.0.0.1:${port}/bbbbbbbbbbbbbbbbbbbbbbbb/`
    await expect(open(wrong)).rejects.toThrow('403')
    await expect(open(url, { Origin: 'https://app.localhost:8443' })).rejects.toThrow('403')
    await expect(open(url, { Origin: 'null' })).rejects.toThrow('403')
    await expect(
      open(url, { Host: `attacker.example:${port}`, Origin: `http://attacker.example:${port}` }),
    ).rejects.toThrow('403')
    const bare = new WebSocket(`${url.replace('http', 'ws')}socket`)
    await expect(new Promise((done, fail) => bare.on('open', done).on('error', fail))).rejects.toThrow('403')
    expect((await open(url)).socket.readyState).toBe(WebSocket.OPEN)
  })
})

describe('what is told', () => {
  it('tells what was before, then what happens, each once and in order', async () => {
    const { url, timeline } = await inspector()
    timeline.publish(exchange(1))
    timeline.publish(kept)
    const page = await open(url)
    page.tell({ t: 'resume' })
    await has(page, 2)
    timeline.publish(exchange(2))
    timeline.publish(exchange(3))
    await has(page, 4)
    expect(told(page).map((one) => (one.type === 'exchange' ? one.id : one.type))).toEqual([1, 'cookie', 2, 3])
    expect((await page.until('hello')).facts.exports.length).toBeGreaterThan(0)
  })

  it('goes on where a page left off, and from the start for a page of another run', async () => {
    const { url, timeline } = await inspector()
    for (let id = 1; id <= 5; id++) timeline.publish(exchange(id))
    const first = await open(url)
    first.tell({ t: 'resume' })
    const { run } = await first.until('hello')
    const again = await open(url)
    again.tell({ t: 'resume', run, next: 3 })
    await has(again, 2)
    expect(told(again).map((one) => one.type === 'exchange' && one.id)).toEqual([4, 5])
    const other = await open(url)
    other.tell({ t: 'resume', run: 'another', next: 3 })
    await has(other, 5)
  })

  it('masks values until one is asked for', async () => {
    const { url, timeline, port } = await inspector()
    timeline.publish(exchange(1))
    timeline.publish(kept)
    const page = await open(url)
    page.tell({ t: 'resume' })
    await has(page, 2)
    page.tell({ t: 'open', ask: 1, seq: 0 })
    const { event } = await page.until('exchange')
    expect(event!.browser.response!.headers[1]).toMatch(/^sid=~[0-9a-f]{6}\.27; Path=\/$/)
    const saved = await get(port, `/${TOKEN}/export/repro-proxy.jsonl`)
    expect(saved.body.split('\n').length).toBe(4)
    expect((await get(port, `/${TOKEN}/export/repro-proxy.har`)).body).toContain('"log"')
    expect(JSON.stringify(page.heard) + saved.body).not.toContain(SECRET)
    page.tell({ t: 'reveal', ask: 2, seq: 1, at: ['value'] })
    expect(await page.until('value')).toEqual({ t: 'value', ask: 2, text: SECRET })
    page.tell({ t: 'reveal', ask: 3, seq: 0, at: ['browser', 'request', 'headers', 1] })
    expect((await page.until('value', ({ ask }) => ask === 3)).text).toBe(`sid=${SECRET}`)
    for (const at of [['constructor', 'name'], ['__proto__'], ['browser'], ['browser', 'request', 'headers', 99]]) {
      const ask = page.heard.length + 10
      page.tell({ t: 'reveal', ask, seq: 0, at })
      expect(await page.until('value', (one) => one.ask === ask)).toEqual({ t: 'value', ask })
    }
  })

  it('skips what a page could not keep up with, and says how much', async () => {
    const { url, timeline } = await inspector({ lag: 50 })
    const page = await open(url)
    page.tell({ t: 'resume' })
    await page.until('hello')
    timeline.publish(exchange(1))
    await has(page, 1)
    for (let id = 2; id <= 201; id++) timeline.publish(exchange(id))
    const { count } = await page.until('skipped')
    await page.until('events', ({ list }) => list.some((one) => one.type === 'exchange' && one.id === 201))
    expect(count + told(page).length).toBe(201)
    expect(count).toBeGreaterThan(100)
  })

  it('lets nothing pile up for a page that does not read: what the timeline drops meanwhile is skipped', async () => {
    const { url, timeline } = await inspector({ lag: Number.POSITIVE_INFINITY })
    const page = await open(url)
    page.tell({ t: 'resume' })
    await page.until('hello')
    page.socket.pause()
    const text = 'x'.repeat(2000)
    for (let batch = 0; batch < 10; batch++) {
      for (let i = 1; i <= 4000; i++) timeline.publish({ type: 'front', at: batch * 4000 + i, state: 'notice', text })
      await new Promise((done) => setTimeout(done, 30))
    }
    page.socket.resume()
    await page.until('events', ({ list }) => list.some((one) => one.at === 40_000))
    const skipped = page.heard.reduce((sum, one) => sum + (one.t === 'skipped' ? one.count : 0), 0)
    expect(skipped).toBeGreaterThan(10_000)
    expect(told(page).length + skipped).toBe(40_000)
  })

  it('outlives messages that mean nothing', async () => {
    const { url } = await inspector()
    const page = await open(url)
    page.socket.send('no json')
    page.socket.send('{"t":"toString"}')
    page.socket.send('null')
    page.tell({ t: 'reveal', ask: 1, seq: -1, at: ['value'] })
    expect(await page.until('value')).toEqual({ t: 'value', ask: 1 })
    expect(page.heard.filter(({ t }) => t === 'failed').length).toBe(3)
  })
})

describe('what may be done', () => {
  it('passes on what the page asks for, and tells every page of the change', async () => {
    const asked: unknown[] = []
    const listeners = new Set<() => void>()
    const step = { index: 0, name: 'forwarded', fixed: false, lines: [] }
    let on = true
    const controls: Controls = {
      scenario: () => ({ name: 'mine', about: '', hops: [{ name: 'nginx', steps: [{ ...step, on }] }] }),
      onChange: (changed) => {
        listeners.add(changed)
        return () => listeners.delete(changed)
      },
      caches: () => [],
      purge: (...args) => asked.push(['purge', ...args]),
      switchStep(index, state) {
        asked.push(['switch', index, state])
        on = state
        for (const changed of listeners) changed()
      },
      play: async (name) => {
        asked.push(['play', name])
        throw new Error('no such thing')
      },
    }
    const { url } = await inspector({ controls })
    const [one, two] = await Promise.all([open(url), open(url)])
    for (const page of [one, two]) page.tell({ t: 'resume' })
    await two.until('hello')
    one.tell({ t: 'switch', step: 0, on: false })
    const { facts } = await two.until('facts')
    expect(facts.scenario!.hops[0]!.steps[0]!.on).toBe(false)
    one.tell({ t: 'purge', step: 2, id: 'x' })
    one.tell({ t: 'purge', step: 2 })
    one.tell({ t: 'play', name: 'nothing' })
    expect((await one.until('failed')).text).toContain('no such thing')
    expect(two.heard.some(({ t }) => t === 'failed')).toBe(false)
    expect(asked).toEqual([
      ['switch', 0, false],
      ['purge', 2, 'x'],
      ['purge', 2, undefined],
      ['play', 'nothing'],
    ])
  })
})
