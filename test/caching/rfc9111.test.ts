// The scenario rfc9111-cache against the requirements of RFC 9111, one line each: what the app answers first, how long we wait,
// what the second request says, and whether the app is asked again.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeaderList } from '../../src/core/headers.ts'
import { get, has } from '../../src/core/headers.ts'
import { cc, startVisits } from './visits.ts'

let visits: Awaited<ReturnType<typeof startVisits>>
beforeAll(async () => {
  visits = await startVisits()
})
afterAll(() => visits.close())

const LM = (): HeaderList => ['Last-Modified', visits.at(-100_000)]

type Line = [what: string, first: () => HeaderList, wait: number, second: HeaderList, outcome: 'used' | 'asked']
const LINES: Line[] = [
  ['4.2.1 max-age', () => cc('max-age=60'), 59, [], 'used'],
  ['4.2.1 max-age, over', () => cc('max-age=60'), 60, [], 'asked'],
  ['4.2.1 s-maxage beats max-age', () => cc('max-age=1, s-maxage=60'), 30, [], 'used'],
  ['4.2.1 s-maxage beats max-age, shorter', () => cc('max-age=60, s-maxage=1'), 30, [], 'asked'],
  ['4.2.1 max-age beats Expires', () => [...cc('max-age=1'), 'Expires', visits.at(60)], 30, [], 'asked'],
  ['4.2.1 Expires', () => ['Expires', visits.at(60)], 30, [], 'used'],
  ['4.2.1 Expires, over', () => ['Expires', visits.at(60)], 61, [], 'asked'],
  ['5.3 Expires that is no date', () => ['Expires', '0', ...LM()], 0, [], 'asked'],
  ['4.2.1 invalid max-age is stale', () => [...cc('max-age=abc'), ...LM()], 0, [], 'asked'],
  ['5.2 quoted max-age', () => cc('max-age="60"'), 30, [], 'used'],
  ['5.2 names without case', () => cc('Max-Age=60'), 30, [], 'used'],
  ['5.2.3 unknown directives', () => cc('foo, bar="max-age=0", max-age=60'), 30, [], 'used'],
  ['4.2.2 heuristics', () => LM(), 30, [], 'used'],
  ['4.2.2 nothing said, nothing known', () => [], 0, [], 'asked'],
  ['4.2.3 Age counts', () => ['Age', '40', ...cc('max-age=60')], 30, [], 'asked'],
  ['4.2.3 an old Date counts', () => ['Date', visits.at(-3600), ...cc('max-age=60')], 1, [], 'asked'],
  ['5.1 Age that is no number', () => ['Age', 'x', ...cc('max-age=60')], 30, [], 'used'],
  ['5.1 the first Age of a list', () => ['Age', '0, 100', ...cc('max-age=60')], 30, [], 'used'],
  ['5.2.2.5 no-store', () => cc('no-store, max-age=60'), 0, [], 'asked'],
  ['5.2.2.4 no-cache', () => cc('no-cache, max-age=60'), 0, [], 'asked'],
  ['5.2.2.7 private', () => cc('private, max-age=60'), 0, [], 'asked'],
  ['5.2.2.7 private with fields', () => cc('private="x-a", max-age=60'), 30, [], 'used'],
  ['5.2.2.3 must-understand with a status we know', () => cc('must-understand, no-store, max-age=60'), 30, [], 'used'],
  ['5.4 Pragma in an answer means nothing', () => ['Pragma', 'no-cache', ...cc('max-age=60')], 30, [], 'used'],
  ['5.4 Pragma in a request', () => cc('max-age=60'), 0, ['Pragma', 'no-cache'], 'asked'],
  ['5.2.1.4 request no-cache', () => cc('max-age=60'), 0, cc('no-cache'), 'asked'],
  ['5.2.1.1 request max-age', () => cc('max-age=60'), 20, cc('max-age=10'), 'asked'],
  ['5.2.1.3 request min-fresh', () => cc('max-age=60'), 20, cc('min-fresh=50'), 'asked'],
  ['5.2.1.2 request max-stale', () => cc('max-age=10'), 20, cc('max-stale=20'), 'used'],
  [
    '5.2.1.2 max-stale does not beat must-revalidate',
    () => cc('max-age=10, must-revalidate'),
    20,
    cc('max-stale'),
    'asked',
  ],
  ['5.2.1.2 nor s-maxage', () => cc('s-maxage=10'), 20, cc('max-stale'), 'asked'],
  ['RFC 5861 stale-while-revalidate', () => cc('max-age=10, stale-while-revalidate=20'), 25, [], 'used'],
  ['RFC 5861 its end', () => cc('max-age=10, stale-while-revalidate=20'), 31, [], 'asked'],
  ['4.1 Vary: *', () => [...cc('max-age=60'), 'Vary', '*'], 0, [], 'asked'],
  ['4.1 Vary with * among others', () => [...cc('max-age=60'), 'Vary', 'x-a, *'], 0, [], 'asked'],
  ['4.1 Vary, absent on both sides', () => [...cc('max-age=60'), 'Vary', 'X-A'], 0, [], 'used'],
  ['4.1 Vary, absent and present', () => [...cc('max-age=60'), 'Vary', 'X-A'], 0, ['X-A', '1'], 'asked'],
  ['RFC 9213 CDN-Cache-Control', () => ['CDN-Cache-Control', 'max-age=60', ...cc('no-store')], 30, [], 'used'],
  ['RFC 9213 no-store', () => ['CDN-Cache-Control', 'no-store', ...cc('max-age=60')], 0, [], 'asked'],
  ['RFC 9213 malformed', () => ['CDN-Cache-Control', 'Max-Age=60', ...cc('no-store')], 0, [], 'asked'],
  ['7.3 Set-Cookie does not inhibit caching', () => ['Set-Cookie', 'a=1', ...cc('max-age=60')], 30, [], 'used'],
]

test.each(LINES)('%s', async (_what, first, wait, second, outcome) => {
  const target = visits.fresh()
  const headers = first()
  const before = await visits.send(() => ({ headers }), target)
  visits.wait(wait)
  const after = await visits.send(() => ({ headers: cc('no-store') }), target, second)
  expect(after.text === before.text).toBe(outcome === 'used')
  expect(has(after.headers, 'age')).toBe(outcome === 'used')
  // What is used stale is asked for as well, behind the browser's back.
  if (outcome === 'asked') expect(after.asked).toHaveLength(1)
})

test.each([200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599])(
  '3: status %i with max-age is stored, and not used past it',
  async (status) => {
    const target = visits.fresh()
    await visits.send(() => ({ status, headers: cc('max-age=60') }), target)
    expect(await visits.send(() => ({ headers: [] }), target)).toMatchObject({ status, asked: [] })
    visits.wait(61)
    expect((await visits.send(() => ({ headers: [] }), target)).asked).toHaveLength(1)
  },
)

test.each([
  [[200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501], 0],
  [[201, 202, 302, 303, 307, 400, 403, 500, 503, 599], 1],
] as const)('RFC 9110 15.1: heuristics are for statuses %j, not for others', async (statuses, asked) => {
  for (const status of statuses) {
    const target = visits.fresh()
    await visits.send(() => ({ status, headers: LM() }), target)
    expect([status, (await visits.send(() => ({ headers: [] }), target)).asked.length]).toEqual([status, asked])
  }
})

test('3.5: Authorization', async () => {
  const used = async (said: string) => {
    const target = visits.fresh()
    await visits.send(() => ({ headers: cc(said) }), target, ['Authorization', 'x'])
    return (await visits.send(() => ({ headers: [] }), target)).asked.length === 0
  }
  expect(await used('max-age=60')).toBe(false)
  for (const said of ['public, max-age=60', 's-maxage=60', 'must-revalidate, max-age=60'])
    expect(await used(said)).toBe(true)
})

test('4: Age is sent, grows, and knows how long the app took; Date stays', async () => {
  const date = visits.at(0)
  await visits.send(() => ({ headers: ['Date', date, 'Age', '5', ...cc('max-age=60')], takes: 3 }), '/age')
  visits.wait(10)
  const got = await visits.send(() => ({ headers: [] }), '/age')
  expect(get(got.headers, 'age')).toBe('18')
  expect(get(got.headers, 'date')).toBe(date)
})

test('4.3: revalidation, with both validators, and the 304 changes the stored head', async () => {
  const first = ['ETag', '"v1"', ...LM(), 'X-A', '1', 'Content-Type', 'a/b', ...cc('max-age=10')]
  await visits.send(() => ({ headers: first, body: 'stored' }), '/lm')
  visits.wait(20)
  const got = await visits.send((head) => {
    expect(get(head.headers, 'if-none-match')).toBe('"v1"')
    expect(get(head.headers, 'if-modified-since')).toBe(get(first, 'last-modified'))
    return { status: 304, headers: ['ETag', '"v1"', 'X-A', '2', 'Content-Length', '0', ...cc('max-age=100')] }
  }, '/lm')
  expect(got).toMatchObject({ status: 200, text: 'stored' })
  visits.wait(50)
  const later = await visits.send(() => ({ headers: [] }), '/lm')
  expect(later.asked).toEqual([])
  expect([get(later.headers, 'x-a'), get(later.headers, 'content-type'), get(later.headers, 'content-length')]).toEqual(
    ['2', 'a/b', undefined],
  )
})

test('4.3: a 200 in place of a 304 is what counts from then on', async () => {
  await visits.send(() => ({ headers: ['ETag', '"v1"', ...cc('max-age=10')], body: 'one' }), '/changed')
  visits.wait(20)
  const second = await visits.send(() => ({ headers: ['ETag', '"v2"', ...cc('max-age=10')], body: 'two' }), '/changed')
  expect(second.text).toBe('two')
  expect(await visits.send(() => ({ headers: [] }), '/changed')).toMatchObject({ text: 'two', asked: [] })
})

test('4.3.5: HEAD freshens what is stored, or does away with it', async () => {
  const page = ['ETag', '"v1"', 'Content-Length', '4', ...cc('max-age=10')]
  for (const [target, head, asked] of [
    ['/same', ['ETag', '"v1"', 'Content-Length', '4', ...cc('max-age=99')], 0],
    ['/other', ['ETag', '"v2"', 'Content-Length', '4', ...cc('max-age=99')], 1],
  ] as const) {
    await visits.send(() => ({ headers: page, body: 'page' }), target)
    visits.wait(20)
    await visits.send(() => ({ headers: head }), target, [], 'HEAD')
    expect([target, (await visits.send(() => ({ headers: [] }), target)).asked.length]).toEqual([target, asked])
  }
})

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'M-SEARCH'])('4.4: %s invalidates when it went well', async (method) => {
  const target = visits.fresh()
  const store = () => visits.send(() => ({ headers: cc('max-age=600') }), target)
  await store()
  await visits.send(() => ({ status: 500, headers: [] }), target, [], method)
  expect((await store()).asked).toEqual([])
  await visits.send(() => ({ headers: [] }), target, [], method)
  expect((await store()).asked).toHaveLength(1)
})

test('3.1 and 5.2.2: fields that are not stored', async () => {
  const headers = [
    'Connection',
    'X-Hop',
    'X-Hop',
    '1',
    'X-Kept',
    '1',
    'X-Secret',
    '1',
    ...cc('max-age=60, no-cache="x-secret"'),
  ]
  const first = await visits.send(() => ({ headers }), '/fields')
  expect(get(first.headers, 'x-secret')).toBe('1')
  const again = await visits.send(() => ({ headers: [] }), '/fields')
  expect(['x-hop', 'connection', 'x-secret', 'x-kept'].map((name) => has(again.headers, name))).toEqual([
    false,
    false,
    false,
    true,
  ])
})
