import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { otherPortIn } from '../../src/runner/other-port.ts'
import { readLines } from '../../src/runner/output.ts'
import { createRestarts } from '../../src/runner/restarts.ts'

async function linesOf(chunks: readonly (string | Buffer)[], now?: () => number): Promise<string[]> {
  const stream = new PassThrough()
  const lines: string[] = []
  readLines(stream, (line) => lines.push(line), now)
  for (const chunk of chunks) stream.write(chunk)
  stream.end()
  await new Promise((done) => stream.once('close', done))
  return lines
}

test('lines, whole, without colours; control characters are left for the views', async () => {
  const word = Buffer.from('wört')
  const chunks = [
    'one\ntw',
    'o\r\n\n\u001b[32mgreen\u001b[0m\n\u001b]0;title\u0007\n',
    word.subarray(0, 2),
    word.subarray(2),
  ]
  expect(await linesOf(chunks)).toEqual(['one', 'two', 'green', '\u001b]0;title\u0007', 'wört'])
  expect(await linesOf(['10 %\r20 %\rdone\n'])).toEqual(['done'])
})

test('no line is endless, and no flood pushes the rest away', async () => {
  const [line] = await linesOf([`${'x'.repeat(3000)}\n`])
  expect(line).toBe(`${'x'.repeat(1000)} ... (3000 characters)`)
  let time = 0
  const many = Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join('')
  const lines = await linesOf([many], () => time)
  expect(lines).toHaveLength(101)
  expect(lines.at(-1)).toBe('(400 more lines)')
  time = 0
  expect(await linesOf(['a\n'.repeat(300)], () => (time += 20))).toHaveLength(300)
})

test('where a server says that it is', () => {
  expect(otherPortIn('  Local:   http://localhost:5173/', 4000)).toBe(5173)
  expect(otherPortIn('ready on http://0.0.0.0:4000', 4000)).toBeUndefined()
  expect(otherPortIn('proxying https://api.example.com:8443', 4000)).toBeUndefined()
})

test('restarts become rarer and end; an app that was up for a while begins anew', () => {
  const restarts = createRestarts()
  const waits = [0, 0, 0, 0, 0, 0].map((up) => restarts.next(up))
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, undefined])
  expect(createRestarts([1, 2]).next(0)).toBe(1)
  const steady = createRestarts()
  expect([steady.next(0), steady.next(60_000), steady.next(0)]).toEqual([500, 500, 1000])
})
