// What a shared cache may do beside what it must: answers to POST, parts, languages told apart by what they mean.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeaderList } from '../../src/core/headers.ts'
import { get } from '../../src/core/headers.ts'
import { cc, startVisits } from './visits.ts'

let visits: Awaited<ReturnType<typeof startVisits>>
beforeAll(async () => {
  visits = await startVisits()
})
afterAll(() => visits.close())

const LM = (): HeaderList => ['Last-Modified', visits.at(-100_000)]

test('RFC 9110 9.3.3: an answer to POST that is what stands there, and says for how long, is used for GET', async () => {
  const answered = async (headers: (target: string) => HeaderList, method = 'POST', request: HeaderList = []) => {
    const target = visits.fresh()
    await visits.send(() => ({ headers: headers(target), body: 'posted' }), target, request, method)
    return (await visits.send(() => ({ headers: cc('no-store'), body: 'asked' }), target)).text
  }
  const itself = (target: string) => ['Content-Location', target, ...cc('max-age=60')]
  expect(await answered(itself)).toBe('posted')
  expect(await answered((target) => ['Content-Location', `https://h${target}`, ...cc('max-age=60')])).toBe('posted')
  expect(await answered((target) => ['Content-Location', `${target}/2`, ...cc('max-age=60')])).toBe('asked')
  expect(await answered(() => cc('max-age=60'))).toBe('asked')
  expect(await answered((target) => ['Content-Location', target, ...LM()])).toBe('asked')
  expect(await answered((target) => ['Content-Location', target, ...cc('no-store, max-age=60')])).toBe('asked')
  expect(await answered(itself, 'PUT')).toBe('asked')
  expect(await answered(itself, 'POST', cc('no-store'))).toBe('asked')
})

test('3.3: a part is stored and given to who asks for no more than it holds', async () => {
  const part: HeaderList = ['Content-Range', 'bytes 10-19/20', 'ETag', '"v1"', ...cc('max-age=60')]
  await visits.send(() => ({ status: 206, headers: part, body: 'abcdefghij' }), '/part', ['Range', 'bytes=10-'])
  const got = async (...headers: string[]) => {
    const {
      status,
      text,
      asked,
      headers: back,
    } = await visits.send(() => ({ headers: cc('no-store'), body: 'all' }), '/part', headers)
    return asked.length > 0 ? 'asked' : `${status} ${text} ${get(back, 'content-range')} ${get(back, 'content-length')}`
  }
  expect(await got('Range', 'bytes=10-')).toBe('206 abcdefghij bytes 10-19/20 10')
  expect(await got('Range', 'bytes=12-13')).toBe('206 cd bytes 12-13/20 2')
  expect(await got('Range', 'bytes=18-99')).toBe('206 ij bytes 18-19/20 2')
  expect(await got('Range', 'bytes=-3')).toBe('206 hij bytes 17-19/20 3')
  expect(await got('Range', 'bytes=12-13', 'If-Range', '"v1"')).toBe('206 cd bytes 12-13/20 2')
  for (const asked of [
    [],
    ['Range', 'bytes=9-12'],
    ['Range', 'bytes=-11'],
    ['Range', 'bytes=30-'],
    ['Range', 'bytes=10-11, 13-14'],
    ['Range', 'bytes=12-13', 'If-Range', '"v0"'],
    ['Range', 'bytes=12-13', 'If-None-Match', '"v1"'],
  ])
    expect([asked, await got(...asked)]).toEqual([asked, 'asked'])
  visits.wait(61)
  expect(await got('Range', 'bytes=12-13')).toBe('asked')
})

test('3.3: a part whose end is not known to be the end, and one that POST made untrue', async () => {
  const part: HeaderList = ['Content-Range', 'bytes 0-4/*', ...cc('max-age=60')]
  const store = (target: string) =>
    visits.send(() => ({ status: 206, headers: part, body: 'abcde' }), target, ['Range', 'bytes=0-4'])
  const asks = async (target: string, range: string) =>
    (await visits.send(() => ({ headers: cc('no-store') }), target, ['Range', range])).asked.length === 1
  await store('/open')
  expect(await asks('/open', 'bytes=1-2')).toBe(false)
  expect(await asks('/open', 'bytes=1-')).toBe(true)
  expect(await asks('/open', 'bytes=1-9')).toBe(true)
  await visits.send(() => ({ headers: [] }), '/open', [], 'POST')
  expect(await asks('/open', 'bytes=1-2')).toBe(true)
})

test('4.1: languages say the same whatever their case and order, with the same weights', async () => {
  const vary = [...cc('max-age=60'), 'Vary', 'Accept-Language']
  await visits.send(() => ({ headers: vary }), '/lang', ['Accept-Language', 'en, de;q=0.5'])
  const asked = async (said: string) =>
    (await visits.send(() => ({ headers: cc('no-store') }), '/lang', ['Accept-Language', said])).asked.length
  expect(await asked('DE;q=0.5,EN')).toBe(0)
  expect(await asked('de, en;q=0.5')).toBe(1)
})
