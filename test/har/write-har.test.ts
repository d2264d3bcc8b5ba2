// What is written passes the public schema of HAR 1.2, and reading it back tells the same story of the cookies.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CookieEvent, ExchangeEvent, TimelineEvent } from '../../src/core/events.ts'
import { parseWire } from '../../src/core/wire.ts'
import { seenOf } from '../../src/findings/from-wire.ts'
import { readHar } from '../../src/har/read-har.ts'
import { writeHar } from '../../src/har/write-har.ts'
import { createSession } from '../../src/session/session.ts'

const { har: validate } = createRequire(import.meta.url)('har-validator/lib/promise.js') as {
  har(value: unknown): Promise<unknown>
}

const WIRE = `
>  POST https://shop.localhost/login?next=%2F&x
   Accept: text/html
>> POST /login?next=%2F&x
   Host: app:3000
<< 303 See Other
   Location: /
   Set-Cookie: sid=a1; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=60
   Set-Cookie: theme=dark; Expires=Wed, 21 Oct 2037 07:28:00 GMT
   Set-Cookie: bad=1; Domain=elsewhere.test
<  303 See Other
   Location: /
   Set-Cookie: sid=a1; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=60
   Set-Cookie: theme=dark; Expires=Wed, 21 Oct 2037 07:28:00 GMT
   Set-Cookie: bad=1; Domain=elsewhere.test
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=a1; theme=dark
>> GET /
   Host: app:3000
   Cookie: sid=a1; theme=dark
<< 200
<  200
>  GET https://shop.localhost/<script>alert(1)</script>
   X-Odd: "quoted" \\ \u001b[31m
<  404
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repro-proxy-har-'))
})
afterAll(() => rm(folder, { recursive: true }))

function timeline(): TimelineEvent[] {
  const session = createSession()
  const told = parseWire(WIRE).map((exchange) => ({ exchange }))
  return seenOf(told).flatMap((seen): TimelineEvent[] => {
    const { exchange, moments } = session.observe(seen)
    return [exchange, ...moments]
  })
}

async function written(events: TimelineEvent[]): Promise<string> {
  let text = ''
  for await (const piece of writeHar(events, '1.2.3')) text += piece
  return text
}

async function readBack(text: string, name = 'some.har'): Promise<TimelineEvent[]> {
  const path = join(folder, name)
  await writeFile(path, text)
  return collect(readHar(path))
}

async function collect(events: AsyncIterable<TimelineEvent>): Promise<TimelineEvent[]> {
  const out: TimelineEvent[] = []
  for await (const event of events) out.push(event)
  return out
}

const exchanges = (events: TimelineEvent[]) =>
  events
    .filter((event): event is ExchangeEvent => event.type === 'exchange')
    .map(({ browser, scheme, host, kind }) => ({
      asked: `${browser.request.method} ${scheme}://${host}${browser.request.target}`,
      headers: browser.request.headers,
      status: browser.response?.status,
      answer: browser.response?.headers,
      kind,
    }))
const moments = (events: TimelineEvent[]) =>
  events
    .filter((event): event is CookieEvent => event.type === 'cookie')
    .map(({ exchange, moment, name, reasons }) => ({ exchange, moment, name, reasons }))

describe('HAR', () => {
  it('passes the public schema', async () => {
    const har = JSON.parse(await written(timeline()))
    await validate(har)
    expect(har.log.entries).toHaveLength(3)
    expect(har.log.entries[0].response.cookies).toEqual([
      { name: 'sid', value: 'a1', path: '/', httpOnly: true, secure: true, sameSite: 'Lax' },
      { name: 'theme', value: 'dark', expires: '2037-10-21T07:28:00.000Z', httpOnly: false, secure: false },
      { name: 'bad', value: '1', domain: 'elsewhere.test', httpOnly: false, secure: false },
    ])
    expect(har.log.entries[0].request.queryString).toEqual([
      { name: 'next', value: '/' },
      { name: 'x', value: '' },
    ])
    expect(har.log.entries[0]._app.request.headers).toContainEqual({ name: 'Host', value: 'app:3000' })
  })

  it('passes the schema when nothing was recorded', async () => {
    const har = JSON.parse(await written([]))
    await validate(har)
    expect(har.log.entries).toEqual([])
  })

  it('reads back as the same exchanges with the same cookie moments', async () => {
    const before = timeline()
    const after = await readBack(await written(before))
    expect(exchanges(after)).toEqual(exchanges(before))
    expect(moments(after)).toEqual(moments(before))
    expect(moments(after)).toContainEqual({ exchange: 1, moment: 'refused', name: 'bad', reasons: ['InvalidDomain'] })
  })

  it('reads what stands before a break, and says so', async () => {
    const text = await written(timeline())
    const events = await readBack(text.slice(0, text.lastIndexOf('"startedDateTime"') + 40))
    expect(exchanges(events)).toEqual(exchanges(timeline()).slice(0, 2))
    const notices = events.flatMap((event) => (event.type === 'front' ? [event.text] : []))
    expect(notices.slice(1)).toEqual(['the file breaks off after entry 2; all before it was read'])
  })

  it('takes what browsers write: pseudo-fields, joined Set-Cookie, data URLs, other orders', async () => {
    const entry = (at: string, url: string, headers: object[], answer: object[]) => ({
      startedDateTime: at,
      time: 5,
      request: { method: 'GET', url, httpVersion: 'h3', headers },
      response: { status: 200, statusText: '', headers: answer, content: { text: '{"log":{"entries":[]}}' } },
      timings: { receive: 1 },
    })
    const har = {
      log: {
        pages: [{ id: 'entries', title: '"entries":[' }],
        entries: [
          entry('2026-11-23T10:00:02Z', 'https://a.test/2', [{ name: 'Cookie', value: 'x=1; y=2' }], []),
          entry(
            '2026-11-23T10:00:01Z',
            'https://a.test/1',
            [{ name: ':authority', value: 'a.test' }],
            [{ name: 'set-cookie', value: 'x=1\ny=2' }],
          ),
          entry('2026-11-23T10:00:01Z', 'data:text/plain,hi', [], []),
        ],
      },
    }
    const events = await readBack(JSON.stringify(har))
    expect(exchanges(events).map(({ asked }) => asked)).toEqual(['GET https://a.test/1', 'GET https://a.test/2'])
    expect(exchanges(events)[0]!.headers).toEqual(['Host', 'a.test'])
    expect(moments(events).map(({ moment, name }) => `${moment} ${name}`)).toEqual([
      'kept x',
      'kept y',
      'sent x',
      'sent y',
    ])
    const notices = events.flatMap((event) => (event.type === 'front' ? [event.text] : []))
    expect(notices.slice(1)).toEqual(['1 of 3 entries are no http exchange and were left out'])
  })

  it.each([
    ['{"log":{"version":"1.2"}}', 'no HAR file'],
    ['[]', 'no HAR file'],
    ['', 'no HAR file'],
    ['entries', 'no HAR file'],
  ])('refuses %s', async (text, what) => {
    await expect(readBack(text)).rejects.toThrow(what)
  })

  it('says when a browser left the cookies out', async () => {
    const har = {
      log: {
        entries: [
          {
            startedDateTime: '2026-11-23T10:00:02Z',
            request: { method: 'GET', url: 'https://a.test/', headers: [] },
            response: { status: 200, headers: [] },
          },
        ],
      },
    }
    const events = await readBack(JSON.stringify(har))
    const notices = events.flatMap((event) => (event.type === 'front' ? [event.text] : []))
    expect(notices[1]).toContain('sensitive data')
  })
})
