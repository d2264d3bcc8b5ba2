import { expect, test } from 'vitest'
import { createLedger } from '../../src/session/ledger.ts'
import { createSession } from '../../src/session/session.ts'
import { cookieHeaderSize, setCookieSize, sizeOf } from '../../src/views/byte-size.ts'
import { createLargestSeen } from '../../src/views/cookie-limits.ts'
import { cookieTable } from '../../src/views/cookie-table.ts'
import { maskEvent } from '../../src/views/mask.ts'
import { told } from '../session/told.ts'

const NAVIGATE = '   Sec-Fetch-Site: same-origin\n   Sec-Fetch-Mode: navigate\n   Sec-Fetch-Dest: document\n'
const chunk = (i: number, size: number) => `session.${i}=${'x'.repeat(size)}`
const CHUNKS = [chunk(0, 3800), chunk(1, 3800), chunk(2, 1000)]
const STORY = `
>  POST https://shop.localhost/login
${NAVIGATE}<< 303
${CHUNKS.map((pair) => `   Set-Cookie: ${pair}; Path=/; Secure\n`).join('')}   Set-Cookie: remember=1; Path=/
   Set-Cookie: lost=1; Path=/
<  303
${CHUNKS.map((pair) => `   Set-Cookie: ${pair}; Path=/\n`).join('')}   Set-Cookie: remember=1; Path=/
>  GET https://shop.localhost/
${NAVIGATE}   Cookie: ${CHUNKS.join('; ')}; remember=1
<< 200
   Set-Cookie: session.2=; Path=/; Max-Age=0
   Set-Cookie: remember=; Path=/account; Max-Age=0
`

function play(masked: boolean) {
  const session = createSession()
  const ledger = createLedger()
  const largest = createLargestSeen()
  for (const seen of told(STORY)) {
    const { exchange, moments } = session.observe(seen)
    for (const event of [exchange, ...moments].map((one) => (masked ? maskEvent(one) : one))) {
      ledger.add(event)
      largest.add(event)
    }
  }
  return { table: cookieTable(ledger.lives()), lines: largest.lines(), lives: ledger.lives() }
}

test.each([false, true])('a session in chunks is one row, and sizes are gauged; values masked: %s', (masked) => {
  const { table, lines } = play(masked)
  expect(table).toEqual([
    ['cookie', 'where', 'state', 'size', 'sent', 'stayed away'],
    ['lost', '-', 'stripped', '5 B', '0', ''],
    ['session.{0,1,2}', 'shop.localhost/', '2 stored, 1 deleted', '8.6 kB, 93 % of 4096 (the largest part)', '1', ''],
    ['remember', 'shop.localhost/', 'stored (a deletion missed it)', '9 B', '1', ''],
  ])
  expect(lines).toEqual([
    "chrome-1: the largest Cookie header has 8.7 kB: over one header line's 8 KiB in nginx (large_client_header_buffers; beyond it 400)",
    "chrome-1: the Set-Cookie lines of one answer have 8.8 kB: over the 4 KiB that nginx takes for an answer's head (proxy_buffer_size; beyond it 502)",
  ])
})

test('what a hop did to a cookie is part of its life', () => {
  const moments = (name: string) =>
    play(false)
      .lives.find((life) => life.name === name)
      ?.moments.map(({ moment, reasons }) => [moment, ...(reasons ?? [])].join(' '))
  expect(moments('session.0')).toEqual(['changed', 'kept', 'sent'])
  expect(moments('remember')).toEqual(['kept', 'sent', 'refused DeletionMatchesNothing'])
  expect(moments('lost')).toEqual(['stripped'])
})

test('sizes are those of the values behind the fingerprints', () => {
  expect([sizeOf('abc'), sizeOf('~a1b2c3.312'), sizeOf('')]).toEqual([3, 312, 0])
  expect(cookieHeaderSize('a=1; bb=~a1b2c3.10; alone')).toBe('a=1; bb=1234567890; alone'.length)
  expect(setCookieSize('a=~a1b2c3.10; Path=/')).toBe('a=1234567890; Path=/'.length)
  expect(setCookieSize('alone')).toBe(5)
})
