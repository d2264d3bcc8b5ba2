import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { TimelineEvent } from '../../src/core/events.ts'
import { readRecording, recordTo } from '../../src/views/jsonl.ts'
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
    [
      'another version',
      '{"type":"front","at":1,"state":"notice","text":"","version":99}\n',
      /:1: this recording has format 99/,
    ],
  ])('with %s is refused with its line', async (_name, text, message) => {
    const path = fresh()
    writeFileSync(path, text)
    await expect(all(path)).rejects.toThrow(message)
  })

  it('that is not there, or a folder, is a clear mistake', async () => {
    await expect(all(join(folder, 'absent.jsonl'))).rejects.toThrow(/there is no such file/)
    await expect(all(folder)).rejects.toThrow(/this is a folder/)
  })
})
