// HAR files as they really come: cut off, damaged, out of order, far larger than memory, and in the manners of each browser.
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Seen, TimelineEvent } from '../../src/core/events.ts'
import { inOrder } from '../../src/har/in-order.ts'
import { readHar } from '../../src/har/read-har.ts'
import { run } from '../cli/run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repro-proxy-har-'))
})
afterAll(() => rm(folder, { recursive: true }))

const START = Date.parse('2026-11-23T10:00:00Z')

function entry(i: number, more: { text?: string; headers?: object[]; answer?: object[] } = {}): object {
  return {
    startedDateTime: new Date(START + i * 1000).toISOString(),
    time: 5,
    request: { method: 'GET', url: `https://a.test/${i}`, httpVersion: 'HTTP/2', headers: more.headers ?? [] },
    response: {
      ...{ status: 200, statusText: 'OK', httpVersion: 'HTTP/2' },
      headers: more.answer ?? [{ name: 'set-cookie', value: `n=${i}` }],
      content: { size: 3, mimeType: 'text/html', text: more.text ?? 'abc' },
    },
    timings: { send: 0, wait: 4, receive: 1 },
  }
}
const har = (entries: readonly object[]) => JSON.stringify({ log: { version: '1.2', entries } })

async function read(text: string | Buffer) {
  const path = join(folder, 'some.har')
  await writeFile(path, text)
  const events: TimelineEvent[] = []
  for await (const event of readHar(path)) events.push(event)
  return {
    targets: events.flatMap((one) => (one.type === 'exchange' ? [one.browser.request.target] : [])),
    cookies: events.flatMap((one) => (one.type === 'cookie' ? [`${one.moment} ${one.name}`] : [])),
    notices: events.flatMap((one) => (one.type === 'front' ? [one.text] : [])).slice(1),
  }
}

describe('a HAR file', () => {
  it('with a body of megabytes, full of escapes and characters of several bytes, is read without it', async () => {
    for (const piece of ['\\"', '\u00e9', '\ud83d\ude00', '\\u0000', '"', '{"log":{"entries":['])
      for (const shift of [0, 1, 2, 3]) {
        const text = 'x'.repeat(shift) + piece.repeat(600_000 / piece.length)
        const { targets, notices } = await read(har([entry(0), entry(1, { text }), entry(2)]))
        expect(targets).toEqual(['/0', '/1', '/2'])
        expect(notices).toEqual([])
      }
  })

  it('that breaks off anywhere gives what stands before, and says so', async () => {
    const text = Buffer.from(har([entry(0), entry(1, { text: '\u00e9'.repeat(400_000) }), entry(2)]))
    const begin = text.indexOf('startedDateTime')
    for (const end of [begin + 20, text.indexOf('a.test/1'), 500_000, 700_000, text.length - 100]) {
      const { targets, notices } = await read(text.subarray(0, end))
      expect(notices).toEqual([`the file breaks off after entry ${targets.length}; all before it was read`])
      expect(targets).toEqual(['/0', '/1', '/2'].slice(0, targets.length))
    }
  })

  it('with a damaged entry gives the others, and says so', async () => {
    const text = har([entry(0), entry(1), entry(2)]).replace('"https://a.test/1"', 'https://a.test/1')
    const { targets, notices } = await read(text)
    expect(targets).toEqual(['/0', '/2'])
    expect(notices).toEqual(['1 of 3 entries are no valid JSON and were left out'])
  })

  it.each(['{"log":', '{"log":{"entries":{}}}', '\u0000\u0001', '{"log":{"version":"1.2","entries"'])(
    'that is none is refused: %j',
    async (text) => {
      await expect(read(text)).rejects.toThrow('it has no log.entries')
    },
  )

  it('of Firefox: Set-Cookie lines joined, the port as connection, no answer as status 0', async () => {
    const firefox = (i: number, more: object) => ({ ...entry(i), connection: '443', pageref: 'page_1', ...more })
    const login = {
      response: {
        ...{ status: 302, statusText: 'Found', httpVersion: 'HTTP/2', cookies: [{ name: 'a', value: '1' }] },
        headers: [{ name: 'set-cookie', value: 'a=1; Secure; HttpOnly\nb=2; Domain=other.test' }],
        content: { mimeType: 'text/html', size: 0 },
        ...{ redirectURL: '/', headersSize: 100, bodySize: 100 },
      },
    }
    const blocked = { response: { status: 0, statusText: '', headers: [], content: {} }, time: 0 }
    const { targets, cookies, notices } = await read(har([firefox(0, login), firefox(1, blocked)]))
    expect(targets).toEqual(['/0', '/1'])
    expect(cookies).toEqual(['kept a', 'refused b'])
    expect(notices).toEqual([])
  })

  it('out of order is put in order, as far as a part of it reaches', () => {
    const seen = (at: number) => ({ at, browser: { request: { target: '/', headers: [] } } }) as unknown as Seen
    const order = inOrder({ exchanges: 4, characters: 1000 })
    const times = [3, 1, 2, 6, 5, 4, 9, 7, 8, 0]
    const out = [...times.flatMap((at) => order.add(seen(at))), ...order.rest()].map(({ at }) => at)
    expect(out.filter((at) => at !== 0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(out).toHaveLength(10)
    expect(order.late()).toBe(1)
  })

  it('of 200 MB is read with 128 MB of heap', { timeout: 120_000 }, async () => {
    const path = join(folder, 'huge.har')
    const [before, after] = JSON.stringify(entry(1, { text: '<>' })).split('<>') as [string, string]
    const body = 'abc \\"quoted\\" \\u00e9 <p>\u00e9</p>'.repeat(300_000)
    const count = 20
    await pipeline(
      Readable.from(
        (function* () {
          yield '{"log":{"version":"1.2","entries":['
          for (let i = 0; i < count; i++) yield `${i === 0 ? '' : ','}${before}${body}${after}`
          yield ']}}'
        })(),
      ),
      createWriteStream(path),
    )
    const env = { NODE_OPTIONS: '--max-old-space-size=128' }
    const { code, out, err } = await run(['cookies', path], { env })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^n +a\.test/m)
    await rm(path)
  })
})
