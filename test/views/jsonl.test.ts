import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { UserError } from '../../src/core/user-error.ts'
import { readRecording, recordTo } from '../../src/views/jsonl.ts'
import { PLAIN } from '../../src/views/style.ts'
import { createTerminalView } from '../../src/views/terminal.ts'
import { told } from '../session/told.ts'

const folder = mkdtempSync(join(tmpdir(), 'repro-proxy-jsonl-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0
const fresh = () => join(folder, `${count++}.jsonl`)

async function all(path: string): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = []
  for await (const event of readRecording(path)) events.push(event)
  return events
}

const [seen] = told('>  GET https://shop.localhost/\n   Cookie: sid=S3cr3t\n<< 200\n')
const exchange: TimelineEvent = { ...seen!, client: 'chrome-1' }

describe('a recording', () => {
  it('reads back as it was written, masked unless asked otherwise', async () => {
    const [masked, plain] = [fresh(), fresh()]
    for (const [path, showValues] of [
      [masked, false],
      [plain, true],
    ] as const) {
      const recording = recordTo(path, { showValues })
      recording.write(exchange)
      recording.close()
    }
    expect(await all(plain)).toEqual([expect.objectContaining({ type: 'front', version: 1, masked: false }), exchange])
    expect(readFileSync(masked, 'utf8')).not.toContain('S3cr3t')
    expect((await all(masked)).map(({ type }) => type)).toEqual(['front', 'exchange'])
    expect(statSync(masked).mode & 0o777).toBe(0o600)
  })

  it('is continued, never written over; another file is left alone', async () => {
    const path = fresh()
    for (let i = 0; i < 2; i++) {
      const recording = recordTo(path)
      recording.write(exchange)
      recording.close()
    }
    expect((await all(path)).length).toBe(4)
    const notes = fresh()
    writeFileSync(notes, 'my notes')
    expect(() => recordTo(notes)).toThrow(/is no recording/)
    expect(() => recordTo(join(folder, 'nowhere', 'x.jsonl'))).toThrow(/cannot be written/)
    expect(readFileSync(notes, 'utf8')).toBe('my notes')
  })

  it.each(['{"cookies":[]}', '{"type":"module"}\n', '{\n  "type": "front"\n}', 'x'.repeat(100_000)])(
    'is not made of another file: %.20s',
    (text) => {
      const path = fresh()
      writeFileSync(path, text)
      expect(() => recordTo(path)).toThrow(/is no recording/)
      expect(readFileSync(path, 'utf8')).toBe(text)
    },
  )

  it('is for its owner only, even if the file was there before', () => {
    const path = fresh()
    writeFileSync(path, '')
    chmodSync(path, 0o664)
    recordTo(path).close()
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('may be closed twice; what comes later is left out', async () => {
    const path = fresh()
    const recording = recordTo(path)
    recording.close()
    recording.write(exchange)
    recording.close()
    expect((await all(path)).length).toBe(1)
  })

  it('keeps every character that JSON can hold', async () => {
    const path = fresh()
    const text = 'a\u2028b\u2029c\u0085d\r\n\u001b\u0000\ud83d\ude00'
    const recording = recordTo(path)
    recording.write({ type: 'app', at: 1, state: 'output', text })
    recording.close()
    expect((await all(path))[1]).toEqual({ type: 'app', at: 1, state: 'output', text })
  })

  it('that was killed in the middle of a line and continued is read to its end', async () => {
    const path = fresh()
    for (let i = 0; i < 3; i++) {
      const recording = recordTo(path)
      recording.write(exchange)
      recording.close()
      truncateSync(path, statSync(path).size - 20)
    }
    const types = (await all(path)).map((event) => ('text' in event ? event.text : event.type))
    const parts = ['recording begins', 'the recording breaks off in line 2; all before it was read']
    expect(types).toEqual([
      ...parts,
      ...parts.map((text) => text.replace('line 2', 'line 4')),
      ...parts.map((text) => text.replace('line 2', 'line 6')),
    ])
  })

  it('that breaks off is read up to there, and says so', async () => {
    const path = fresh()
    const recording = recordTo(path)
    recording.write(exchange)
    recording.close()
    appendFileSync(path, '{"type":"exchange","at":1')
    const events = await all(path)
    expect(events.map(({ type }) => type)).toEqual(['front', 'exchange', 'front'])
    expect(events.at(-1)).toMatchObject({ text: 'the recording breaks off in line 3; all before it was read' })
  })

  it.each([
    [
      'no JSON in the middle',
      '{"type":"front","at":1,"state":"notice","text":"","version":1}\nnot json\n{"type":"front"}\n',
      /:2: this line is not JSON/,
    ],
    ['another kind of file', 'hello\n', /:1: this line is not JSON/],
    ['another kind of JSON', '{"log":{}}\n', /:1: this line is no event/],
    ['the type of a package', '{"type":"module"}\n', /:1: this line is no event/],
    ['an event that lacks something', '{"type":"cookie","at":1}\n', /:1: in this cookie event, "exchange" is missing/],
    [
      'another version',
      '{"type":"front","at":1,"state":"notice","text":"","version":99}\n',
      /:1: this recording has format 99/,
    ],
  ])('with %s is refused with its line', async (_name, text, message) => {
    const path = fresh()
    writeFileSync(path, text)
    await expect(all(path)).rejects.toThrow(message)
    await expect(all(path)).rejects.toBeInstanceOf(UserError)
  })

  it.each([
    ['browser.request.headers', { browser: { request: { ...seen!.browser.request, headers: ['Host'] } } }],
    ['app.response.status', { app: { ...seen!.app, response: { reason: '', headers: [] } } }],
    ['at', { at: 9e15 }],
    ['kind', { kind: 'wish' }],
    ['story', { story: [1] }],
    ['changes', { changes: [{ hop: 'a', step: 'b', side: 'request', differences: [{ from: 'x' }] }] }],
  ])('names the field that is wrong: %s', async (field, wrong) => {
    const path = fresh()
    writeFileSync(path, `${JSON.stringify({ ...exchange, ...wrong })}\n`)
    await expect(all(path)).rejects.toThrow(`:1: in this exchange event, "${field}" is missing or wrong`)
  })

  it('passes over kinds of events that a later version may tell', async () => {
    const path = fresh()
    recordTo(path).close()
    appendFileSync(path, '{"type":"weather","at":1}\n{"type":"app","at":1,"state":"ready","text":"up","mood":"new"}\n')
    expect((await all(path)).map(({ type }) => type)).toEqual(['front', 'app'])
  })

  it('never makes a reader fail but with a clear mistake, however its events are bent', async () => {
    const path = fresh()
    const about = { at: 1, exchange: 1, client: 'c' }
    const events: TimelineEvent[] = [
      exchange,
      { ...about, type: 'cookie', moment: 'kept', name: 'a', text: 't', reasons: ['x'] },
      { ...about, type: 'finding', id: 'x', level: 'info', title: 't', evidence: ['e'], fix: ['f'], count: 1 },
      { at: 1, type: 'front', state: 'notice', text: 't' },
      { at: 1, type: 'app', state: 'ready', text: 't' },
    ]
    const places = (value: unknown, trail: (string | number)[] = []): (string | number)[][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => [[...trail, key], ...places(inner, [...trail, key])])
        : []
    const bent = fc.constantFrom(...events).chain((event) =>
      fc.record({
        event: fc.constant(event),
        place: fc.constantFrom(...places(event)),
        value: fc.constantFrom(undefined, null, 0, 1e300, -1, '', 'x', true, [], ['x'], [['x']], {}),
      }),
    )
    await fc.assert(
      fc.asyncProperty(bent, async ({ event, place, value }) => {
        const copy = structuredClone(event) as unknown as Record<string, unknown>
        let inside = copy
        for (const key of place.slice(0, -1)) inside = inside[key] as Record<string, unknown>
        inside[place.at(-1)!] = value
        writeFileSync(path, `${JSON.stringify(copy)}\n`)
        const view = createTerminalView({ style: PLAIN, width: 100, showValues: false })
        try {
          for await (const one of readRecording(path)) view.show(one)
        } catch (error) {
          if (!(error instanceof UserError)) throw error
          expect(error.message).toMatch(/:1: /)
        }
      }),
      { numRuns: 600 },
    )
  })

  it('is read in pieces: lines may begin and end anywhere in them, and one without an end is refused', async () => {
    const [long, endless] = [fresh(), fresh()]
    // Pieces are 64 KiB; with these lengths lines end right before, on and after their borders, and span several.
    const texts = [65_470, 65_480, 65_486, 65_536, 1, 200_000, 0, 131_000].flatMap((length) => [
      'x'.repeat(length),
      '\u00e9'.repeat(length / 2),
    ])
    const recording = recordTo(long)
    for (const text of texts) recording.write({ type: 'app', at: 1, state: 'output', text })
    recording.close()
    expect((await all(long)).slice(1).map((event) => 'text' in event && event.text)).toEqual(texts)
    writeFileSync(endless, Buffer.alloc(20 * 1024 * 1024, 'x'))
    await expect(all(endless)).rejects.toThrow(/:1: this line is longer than any event/)
  })

  it('that is not there, or a folder, is a clear mistake', async () => {
    await expect(all(join(folder, 'absent.jsonl'))).rejects.toThrow(/there is no such file/)
    await expect(all(folder)).rejects.toThrow(/this is a folder/)
  })
})
