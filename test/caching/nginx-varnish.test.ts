// Where nginx and Varnish are not by the book, beyond what test/real compares with the servers themselves.
import { expect, test } from 'vitest'
import { parseHttpDate, parseVarnishDate } from '../../src/caching/http-date.ts'
import { get, getAll } from '../../src/core/headers.ts'
import { cc, startVisits } from './visits.ts'

test('nginx before 1.29 takes 103 for the answer: what follows is not stored, and the next visitor gets what is', async () => {
  const nginx = await startVisits('nginx-cache-default')
  for (const early of [true, false, false])
    await nginx.send(() => ({ headers: cc('max-age=60'), body: early ? 'after 103' : 'plain', early }), '/early')
  const last = await nginx.send(() => ({ headers: [] }), '/early')
  expect([last.text, last.asked.length, get(last.headers, 'x-cache-status')]).toEqual(['plain', 0, 'HIT'])
  nginx.close()
})

test('nginx: the header and key of the cache file take room from the head of the answer, for GET and HEAD', async () => {
  const nginx = await startVisits('nginx-cache-default')
  // What nginx 1.22.1 took at most with a key as long as http://127.0.0.1:3000/n/1, and one byte more.
  const line = 'HTTP/1.1 200 \r\n\r\nX-Fill: \r\n'
  const largest = 4096 - 343 - 'http://127.0.0.1:3000/n/1'.length
  const got = async (size: number, method = 'GET', headers: string[] = []) => {
    const fill = ['Date', 'x', 'X-Fill', 'a'.repeat(size - line.length - 'Date: x\r\n'.length)]
    return (await nginx.send(() => ({ headers: fill }), '/n/1', headers, method)).status
  }
  expect(await got(largest + 1)).toBe(502)
  expect(await got(largest + 1, 'HEAD')).toBe(502)
  expect(await got(largest + 1, 'GET', ['Cookie', 'a=1'])).toBe(502)
  expect(await got(largest + 1, 'POST')).toBe(200)
  expect(await got(largest)).toBe(200)
  nginx.close()
})

test('nginx: 416 keeps what is not about the bytes, and tells the status twice', async () => {
  const nginx = await startVisits('nginx-cache-default')
  const headers = ['Accept-Ranges', 'bytes', 'ETag', '"a"', 'Content-Length', '4', ...cc('max-age=60')]
  await nginx.send(() => ({ headers, body: 'page' }), '/part')
  const got = await nginx.send(() => ({ headers }), '/part', ['Range', 'bytes=9-'])
  expect([got.status, get(got.headers, 'cache-control'), get(got.headers, 'etag')]).toEqual([
    416,
    'max-age=60',
    undefined,
  ])
  expect([get(got.headers, 'content-range'), getAll(got.headers, 'x-cache-status')]).toEqual([
    'bytes */4',
    ['HIT', 'HIT'],
  ])
  nginx.close()
})

test('Varnish: what is no single range of bytes cannot be satisfied, and passed it is a fault', async () => {
  const varnish = await startVisits('varnish-default')
  const app = () => ({ headers: ['Content-Length', '10', ...cc('max-age=60')], body: '0123456789' })
  const status = async (range: string, ...headers: string[]) =>
    (await varnish.send(app, '/part', ['Range', range, ...headers])).status
  for (const range of ['bytes=0-1,4-5', 'lines=0-1', 'bytes=5-2', 'bytes=', 'bytes=a-b', 'bytes=-0', 'bytes=99-'])
    expect([range, await status(range)]).toEqual([range, 416])
  for (const range of ['bytes=0-1', 'BYTES=0-1', 'bytes=0-99'])
    expect([range, await status(range)]).toEqual([range, 206])
  expect(await status('bytes=0-1', 'Cookie', 'a=1')).toBe(206)
  expect(await status('bytes=0-1,4-5', 'Cookie', 'a=1')).toBe(503)
  varnish.close()
})

test('Varnish: "not modified" where it was not asked is a fault, unless the request was passed', async () => {
  const varnish = await startVisits('varnish-default')
  const app = () => ({ status: 304, headers: ['ETag', '"a"'] })
  const got = await varnish.send(app, '/304', ['If-None-Match', '"a"'])
  expect([got.status, get(got.headers, 'age')]).toEqual([503, '0'])
  expect((await varnish.send(app, '/304', ['If-None-Match', '"a"', 'Cookie', 'a=1'])).status).toBe(304)
  varnish.close()
})

test('Varnish looks at the day of the week in a date', () => {
  expect(parseVarnishDate('Fri, 21 Oct 2016 07:28:00 GMT', 0)).toBe(Date.UTC(2016, 9, 21, 7, 28))
  expect(parseVarnishDate('Wed, 21 Oct 2016 07:28:00 GMT', 0)).toBeUndefined()
  expect(parseHttpDate('Wed, 21 Oct 2016 07:28:00 GMT', 0)).toBe(Date.UTC(2016, 9, 21, 7, 28))
})
