import { expect, test } from 'vitest'
import { httpDate } from '../../src/caching/http-date.ts'
import type { Reader, Source } from '../../src/caching/reading.ts'
import { readRfc9111 } from '../../src/caching/reading.ts'
import { readNginx } from '../../src/caching/reading-nginx.ts'
import { readVarnish } from '../../src/caching/reading-varnish.ts'

const NOW = Date.UTC(2026, 6, 1)
const SOURCES: Record<string, Source[]> = {
  rfc: ['cdn-cache-control', 'cache-control', 'expires'],
  nginx: ['x-accel-expires', 'cache-control', 'expires'],
  varnish: ['surrogate-control', 'cache-control', 'expires'],
}

function reading(read: Reader, sources: Source[], headers: Record<string, string>, status = 200, over: string[] = []) {
  const list = Object.entries(headers).flat()
  const how = { sources, passedOver: new Set(over) }
  return read({ status, reason: '', headers: list }, { asked: NOW, answered: NOW }, how)
}
const rfc = (headers: Record<string, string>, status?: number, over?: string[]) =>
  reading(readRfc9111, SOURCES.rfc!, headers, status, over)
const nginx = (headers: Record<string, string>) => reading(readNginx, SOURCES.nginx!, headers)
const varnish = (headers: Record<string, string>, status?: number) =>
  reading(readVarnish, SOURCES.varnish!, headers, status)
const cc = (text: string) => ({ 'Cache-Control': text })

test.each([
  ['max-age=60', 60_000],
  ['s-maxage=10, max-age=60', 10_000],
  ['max-age=0', 0],
  ['public', undefined],
])('by the book, %s', (text, lifetime) => {
  expect(rfc(cc(text)).lifetime).toBe(lifetime)
})

test('by the book: Expires counts from Date, after Cache-Control, and what is no date is past', () => {
  expect(rfc({ Expires: httpDate(NOW + 5000), Date: httpDate(NOW - 5000) }).lifetime).toBe(10_000)
  expect(rfc({ Expires: httpDate(NOW + 5000), ...cc('max-age=1') }).lifetime).toBe(1000)
  expect(rfc({ Expires: '0' }).lifetime).toBe(0)
})

test('by the book: what forbids storing', () => {
  expect(rfc(cc('no-store')).forbidden).toBe('no-store')
  expect(rfc(cc('private, max-age=60')).forbidden).toBe('private')
  expect(rfc(cc('PRIVATE'), 200, ['private']).forbidden).toBeUndefined()
  expect(rfc(cc('private="set-cookie"'))).toMatchObject({ withheld: ['set-cookie'] })
  expect(rfc(cc('private="set-cookie"')).forbidden).toBeUndefined()
  expect(rfc(cc('must-understand, no-store, max-age=60')).forbidden).toBeUndefined()
  expect(rfc(cc('must-understand, max-age=60'), 599).forbidden).toBe('must-understand with status 599')
})

test('by the book: what may be used stale', () => {
  expect(rfc(cc('max-age=1')).revalidate).toBe('may')
  for (const text of ['s-maxage=1', 'must-revalidate', 'proxy-revalidate'])
    expect(rfc(cc(text)).revalidate).toBe('stale')
  expect(rfc(cc('no-cache')).revalidate).toBe('always')
  expect(rfc(cc('no-cache="set-cookie"'))).toMatchObject({ revalidate: 'may', withheld: ['set-cookie'] })
  expect(rfc(cc('stale-while-revalidate=5, stale-if-error=6'))).toMatchObject({ whileRevalidate: 5000, ifError: 6000 })
})

test('CDN-Cache-Control takes the place of the others, if it is well formed', () => {
  const others = { ...cc('no-store'), Expires: '0' }
  expect(rfc({ 'CDN-Cache-Control': 'max-age=60', ...others })).toMatchObject({ lifetime: 60_000 })
  expect(rfc({ 'CDN-Cache-Control': 'max-age=60', ...others }).forbidden).toBeUndefined()
  expect(rfc({ 'CDN-Cache-Control': 'Max-Age=60', ...others }).forbidden).toBe('no-store')
  expect(rfc({ 'CDN-Cache-Control': 'no-store', ...cc('max-age=60') }).forbidden).toBe('no-store')
})

test('nginx finds words anywhere and ends at the first byte that is no digit (measured)', () => {
  expect(nginx(cc('x-private=1, max-age=60')).forbidden).toBe('private')
  expect(nginx(cc('private="set-cookie", max-age=60')).forbidden).toBe('private')
  expect(nginx(cc('max-age="60"')).forbidden).toBe('max-age="60"')
  expect(nginx(cc('max-age=60; foo')).lifetime).toBe(60_000)
  expect(nginx(cc('foo="max-age=60"')).forbidden).toBe('max-age=60"')
  expect(nginx(cc('max-age=0, s-maxage=60')).lifetime).toBe(60_000)
  expect(nginx({ Age: '100', ...cc('max-age=60') })).toMatchObject({ lifetime: 60_000, age: 0 })
})

test('nginx: X-Accel-Expires replaces a lifetime, but not a no-store that came before it', () => {
  expect(nginx({ 'X-Accel-Expires': '5', ...cc('max-age=60, private') })).toMatchObject({ lifetime: 5000 })
  expect(nginx({ 'X-Accel-Expires': '5', ...cc('private') }).forbidden).toBeUndefined()
  expect(nginx({ ...cc('private'), 'X-Accel-Expires': '5' }).forbidden).toBe('private')
  expect(nginx({ 'X-Accel-Expires': '0', ...cc('max-age=60') }).forbidden).toBe('X-Accel-Expires: 0')
  expect(nginx({ 'X-Accel-Expires': `@${NOW / 1000 + 7}` }).lifetime).toBe(7000)
  expect(nginx({ 'X-Accel-Expires': 'abc', ...cc('max-age=60') }).lifetime).toBe(60_000)
})

test.each([
  ['Wed, 21 Oct 2037 07:28:00 GMT', true],
  ['Wed, 21 Oct 2037 07:28:00 UTC', true],
  ['Wednesday, 21-Oct-37 07:28:00 GMT', true],
  ['Wed Oct 21 07:28:00 2037', true],
  ['wed, 21 oct 2037 07:28:00 gmt', false],
  ['Wed, 21-Oct-2037 07:28:00 GMT', false],
  ['0', false],
])('nginx takes Expires: %s for fresh: %s (measured)', (text, fresh) => {
  expect(nginx({ Expires: text }).forbidden === undefined).toBe(fresh)
})

test.each(['0', '-1', 'Thu, 01 Jan 1970 00:00:00 GMT', 'tomorrow'])(
  'Varnish takes Expires: %s for absent (measured)',
  (text) => {
    expect(varnish({ Expires: text }).lifetime).toBeUndefined()
  },
)

test('Varnish: other Expires, Age, Surrogate-Control and statuses (measured)', () => {
  expect(varnish({ Expires: 'Fri, 01 Jan 1971 00:00:00 GMT' }).lifetime).toBe(0)
  expect(varnish({ Expires: httpDate(NOW + 5000) }).lifetime).toBe(5000)
  expect(varnish({ Age: '30', ...cc('max-age=60') })).toMatchObject({ lifetime: 60_000, age: 30_000 })
  expect(varnish(cc('max-age= 60')).lifetime).toBe(60_000)
  expect(varnish(cc('max-age=60a')).lifetime).toBe(0)
  expect(varnish(cc('private')).forbidden).toBe('private')
  expect(varnish({ 'Surrogate-Control': 'max-age=1', ...cc('private') }).forbidden).toBeUndefined()
  expect(varnish({ 'Surrogate-Control': 'no-store' }).forbidden).toBe('no-store')
  expect(varnish({}, 404)).toMatchObject({ byDefault: true })
  expect(varnish({}, 302)).toMatchObject({ byDefault: false })
  expect(varnish(cc('max-age=60'), 302).lifetime).toBe(60_000)
  expect(varnish(cc('max-age=60'), 500).lifetime).toBe(0)
})
