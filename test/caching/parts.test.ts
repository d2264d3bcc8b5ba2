// The small decisions: keys, variants, conditions, ranges, updates, wishes of the request.
import { expect, test } from 'vitest'
import { conditionOf, revalidating } from '../../src/caching/conditional.ts'
import { MANNERS } from '../../src/caching/dialects.ts'
import { invalidated } from '../../src/caching/invalidation.ts'
import type { KeyParts } from '../../src/caching/key.ts'
import { extensionOf, keyOf } from '../../src/caching/key.ts'
import { sliceOf } from '../../src/caching/ranges.ts'
import { storedHeaders, updatedHeaders } from '../../src/caching/update.ts'
import { agrees, select, varyNames } from '../../src/caching/vary.ts'
import { wishesOf } from '../../src/caching/wishes.ts'
import type { Exchange, RequestHead } from '../../src/core/exchange.ts'
import { REHEARSAL } from '../../src/core/rehearse.ts'

const PARTS: KeyParts = {
  scheme: true,
  host: 'request',
  path: true,
  query: 'all',
  headers: [],
  cookies: 'none',
  method: false,
}
const x = {
  from: { scheme: 'https', address: '', port: 0, version: '1.1' },
  upstreams: REHEARSAL.upstreams,
  origin: REHEARSAL.origin,
} as unknown as Exchange
const get = (target: string, ...headers: string[]): RequestHead => ({
  method: 'GET',
  target,
  headers: ['Host', 'Shop.localhost', ...headers],
  version: '1.1',
  upstream: 0,
})
const key = (head: RequestHead, parts: Partial<KeyParts> = {}) => keyOf(head, x, { ...PARTS, ...parts })

test('keys', () => {
  expect(key(get('/a?b=1'))).toBe('https://shop.localhost/a?b=1')
  expect(key(get('/a?b=1'), { query: 'none', scheme: false, host: 'none' })).toBe('/a')
  expect(key(get('/a?b=1&c=2&b=3'), { query: new Set(['b']), host: 'upstream', scheme: false })).toBe(
    '127.0.0.1:3000/a?b=1&b=3',
  )
  expect(key({ ...get('/a'), method: 'HEAD' }, { method: true })).toBe(key(get('/a'), { method: true }))
  const cookies = get('/', 'Cookie', 'b=2; sid=1', 'Cookie', 'a=1')
  expect(key(cookies, { cookies: new Set(['sid', 'a']) })).toBe('https://shop.localhost/ cookie=a=1; sid=1')
  expect(key(cookies, { cookies: 'all' })).not.toBe(key(get('/'), { cookies: 'all' }))
  expect(key(cookies)).toBe(key(get('/')))
  expect(key(get('/', 'RSC', '1'), { headers: ['RSC'] })).not.toBe(key(get('/'), { headers: ['RSC'] }))
  expect(['/a/b.PNG?x=.js', '/a.b/c', '/'].map(extensionOf)).toEqual(['png', '', ''])
})

test('Vary', () => {
  const vary = {
    ...MANNERS.rfc9111.vary,
    respect: true,
    except: new Set(['accept-encoding']),
    deny: new Set(['cookie']),
  }
  const policy = { ...vary, except: new Set(['accept-encoding']) }
  expect(varyNames(['Vary', 'X-A, Accept-Encoding', 'vary', 'x-b, x-a'], policy)).toEqual(['x-a', 'x-b'])
  expect(varyNames(['Vary', 'x, *'], policy)).toEqual({ why: 'Vary: *' })
  expect(varyNames(['Vary', 'x, *'], { ...policy, star: 'whole' })).toEqual(['x', '*'])
  const twice = ['Vary', 'x', 'Vary', '*']
  expect(varyNames(twice, { ...policy, star: 'whole' })).toEqual(['x', '*'])
  expect(varyNames(twice, { ...policy, star: 'line' })).toEqual({ why: 'Vary: *' })
  expect(varyNames(['Vary', 'Cookie'], { ...policy, respect: false })).toEqual({ why: 'Vary: cookie' })
  expect(varyNames(['Vary', '*'], { ...policy, respect: false })).toEqual([])
})

test.each([
  ['levelled', ['X', '1, 2'], ['X', '1', 'X', '2'], true],
  ['joined', ['X', '1,2'], ['X', '1', 'X', '2'], true],
  ['joined', ['X', '1,2'], ['X', '1, 2'], false],
  ['joined', ['X', '1, 2'], ['X', '2, 1'], false],
  ['first', ['X', '1'], ['X', '1', 'X', '2'], true],
  ['levelled', ['X', ''], [], false],
  ['joined', ['X', ''], [], true],
  ['levelled', ['X', 'a'], ['x', 'A'], false],
] as const)('values compared %s: %j and %j', (how, one, other, same) => {
  expect(agrees(other, select(one, ['x'], how), how)).toBe(same)
})

test.each([
  ['levelled', 'en, de;q=0.5', 'DE; q=0.5, EN', true],
  ['levelled', 'en, de;q=0.5', 'de, en;q=0.5', false],
  ['joined', 'en, de', 'en,  de', true],
  ['joined', 'en, de', 'de, en', false],
  ['joined', 'en, de', 'EN, de', false],
  ['first', 'en, de', 'en,de', false],
] as const)('languages compared %s: %s and %s', (how, one, other, same) => {
  expect(agrees(['Accept-Language', other], select(['accept-language', one], ['accept-language'], how), how)).toBe(same)
})

const LM = 'Wed, 21 Oct 2020 07:28:00 GMT'
const stored = { status: 200, headers: ['ETag', '"v1"', 'Last-Modified', LM], answered: 0, age: 0 }
const NOW = Date.UTC(2026, 0, 1)
const { rfc9111, nginx, varnish } = MANNERS

test.each([
  [['If-None-Match', '"v1"'], 304, 304, 304],
  [['If-None-Match', 'W/"v1"'], 304, 304, 304],
  [['If-None-Match', '"v0", "v1"'], 304, 304, 200],
  [['If-None-Match', '*'], 304, 304, 200],
  [['If-None-Match', '"v2"', 'If-Modified-Since', LM], 200, 200, 200],
  [['If-Modified-Since', LM], 304, 304, 304],
  [['If-None-Match', '"v1"', 'If-Modified-Since', 'Mon, 21 Oct 2019 07:28:00 GMT'], 304, 200, 304],
  [['If-Modified-Since', 'Thu, 21 Oct 2021 07:28:00 GMT'], 304, 200, 304],
  [['If-Modified-Since', 'Mon, 21 Oct 2019 07:28:00 GMT'], 200, 200, 200],
  [['If-Modified-Since', 'yesterday'], 200, 200, 200],
  [['If-Match', '"v2"'], 200, 412, 200],
  [['If-Match', '"v1"'], 200, 200, 200],
  [['If-Unmodified-Since', 'Mon, 21 Oct 2019 07:28:00 GMT'], 200, 412, 200],
  [[], 200, 200, 200],
] as const)('%j: by the book %i, nginx %i, Varnish %i', (request, book, atNginx, atVarnish) => {
  expect(conditionOf(request, stored, NOW, rfc9111.conditions)).toBe(book)
  expect(conditionOf(request, stored, NOW, nginx.conditions)).toBe(atNginx)
  expect(conditionOf(request, stored, NOW, varnish.conditions)).toBe(atVarnish)
})

test('only a 200 becomes a 304; without Last-Modified the time of arrival counts', () => {
  expect(conditionOf(['If-None-Match', '"v1"'], { ...stored, status: 404 }, NOW, rfc9111.conditions)).toBe(200)
  const bare = { status: 200, headers: [], answered: Date.UTC(2020, 0, 1), age: 0 }
  expect(conditionOf(['If-Modified-Since', LM], bare, NOW, rfc9111.conditions)).toBe(304)
  expect(conditionOf(['If-Modified-Since', LM], bare, NOW, nginx.conditions)).toBe(200)
})

test('Varnish: without Last-Modified the second of its making counts, and no date that is yet to come', () => {
  const bare = { status: 200, headers: [], answered: NOW + 700, age: 10_000 }
  const since = (ms: number, now: number) =>
    conditionOf(['If-Modified-Since', new Date(ms).toUTCString()], bare, now, varnish.conditions)
  expect(since(NOW - 10_000, NOW + 5000)).toBe(304)
  expect(since(NOW - 11_000, NOW + 5000)).toBe(200)
  expect(since(NOW + 6000, NOW + 5000)).toBe(200)
})

test("our validators take the place of the browser's", () => {
  const asked = ['Host', 'h', 'If-None-Match', '"old"', 'Range', 'bytes=0-1', 'If-Range', '"old"']
  expect(revalidating(asked, stored.headers)).toEqual(['Host', 'h', 'If-None-Match', '"v1"', 'If-Modified-Since', LM])
})

test.each([
  ['bytes=0-3', 206, 0, 4],
  ['bytes=8-', 206, 8, 10],
  ['bytes=-3', 206, 7, 10],
  ['bytes=-99', 206, 0, 10],
  ['bytes=5-99', 206, 5, 10],
  ['bytes=10-', 416, 0, 0],
  ['bytes=-0', 416, 0, 0],
])('Range: %s of ten bytes', (range, status, start, end) => {
  expect(sliceOf(['Range', range], stored, 10, 'serve')).toMatchObject({ head: { status }, start, end })
})

test.each(['bytes=0-1,3-4', 'bytes=4-2', 'bytes=-', 'lines=0-1', 'bytes=a-b'])('Range: %s gets the whole', (range) => {
  expect(sliceOf(['Range', range], stored, 10, 'serve')).toBeUndefined()
})

test('ranges depend on If-Range and on what the app offers', () => {
  const asked = (condition: string) => ['Range', 'bytes=0-3', 'If-Range', condition]
  expect(sliceOf(asked('"v1"'), stored, 10, 'serve')).toBeDefined()
  expect(sliceOf(asked(LM), stored, 10, 'serve')).toBeDefined()
  expect(sliceOf(asked('"v2"'), stored, 10, 'serve')).toBeUndefined()
  expect(sliceOf(asked('W/"v1"'), stored, 10, 'serve')).toBeUndefined()
  expect(sliceOf(['Range', 'bytes=0-3'], stored, 10, 'if-offered')).toBeUndefined()
  const offering = { ...stored, headers: [...stored.headers, 'Accept-Ranges', 'bytes'] }
  expect(sliceOf(['Range', 'bytes=0-3'], offering, 10, 'if-offered')).toBeDefined()
})

test('what is stored, and what a 304 changes', () => {
  const head = [
    'A',
    '1',
    'Connection',
    'X-Gone',
    'X-Gone',
    '1',
    'Age',
    '3',
    'Set-Cookie',
    'a=1',
    'Proxy-Authenticate',
    'x',
  ]
  expect(storedHeaders(head, [])).toEqual(['A', '1', 'Set-Cookie', 'a=1'])
  expect(storedHeaders(head, ['set-cookie'])).toEqual(['A', '1'])
  const before = ['A', '1', 'Content-Length', '5', 'Content-Type', 'a/b', 'B', '2']
  const fresh = ['a', '9', 'Content-Length', '0', 'Content-Encoding', 'gzip', 'C', '3', 'C', '4', 'Connection', 'close']
  expect(updatedHeaders(before, fresh, 'rfc9111')).toEqual([
    ...['Content-Length', '5', 'Content-Type', 'a/b', 'B', '2'],
    ...['a', '9', 'C', '3', 'C', '4'],
  ])
  // The stored bytes are still those that this tag names.
  expect(updatedHeaders(['ETag', '"a"'], ['ETag', '"b"'], 'rfc9111')).toEqual(['ETag', '"a"'])
  expect(updatedHeaders(['ETag', '"a"'], ['ETag', '"b"'], 'merge')).toEqual(['ETag', '"b"'])
  expect(updatedHeaders([], ['ETag', '"b"'], 'rfc9111')).toEqual(['ETag', '"b"'])
})

test('wishes of the request', () => {
  expect(wishesOf(['Pragma', 'no-cache']).noCache).toBe(true)
  expect(wishesOf(['Pragma', 'no-cache', 'Cache-Control', 'max-age=60'])).toMatchObject({
    noCache: false,
    maxAge: 60_000,
  })
  expect(wishesOf(['Cache-Control', 'max-stale, min-fresh=5, only-if-cached, no-store'])).toMatchObject({
    maxStale: Number.POSITIVE_INFINITY,
    minFresh: 5000,
    onlyIfCached: true,
    noStore: true,
  })
  expect(wishesOf(['Cache-Control', 'max-age=junk']).maxAge).toBe(0)
})

test('what an unsafe request throws away', () => {
  const post = { ...get('/cart?x=1'), method: 'POST' }
  const gone = (status: number, ...headers: string[]) => invalidated(post, { status, reason: '', headers }, x, PARTS)
  expect(gone(200)).toEqual(['https://shop.localhost/cart?x=1'])
  expect(gone(303, 'Location', '/done', 'Content-Location', 'https://Shop.localhost/c')).toEqual([
    'https://shop.localhost/cart?x=1',
    'https://shop.localhost/done',
    'https://shop.localhost/c',
  ])
  expect(gone(303, 'Location', 'https://evil.example/x')).toEqual(['https://shop.localhost/cart?x=1'])
  expect(gone(500)).toEqual([])
  expect(invalidated({ ...post, method: 'OPTIONS' }, { status: 200, reason: '', headers: [] }, x, PARTS)).toEqual([])
})
