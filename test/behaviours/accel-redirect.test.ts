// X-Accel-Redirect needs an app that answers two paths differently, which an example in wire notation has not.
import { expect, test } from 'vitest'
import { get, getAll } from '../../src/core/headers.ts'
import { startVisits } from '../caching/visits.ts'

test.each([
  ['GET', ['GET /download', 'GET /files/1'], 'the file'],
  ['POST', ['POST /download', 'GET /files/1'], 'the file'],
  ['HEAD', ['HEAD /download', 'HEAD /files/1'], ''],
])(
  '%s: what the browser gets is what nginx found, with the cookies of the first answer',
  async (method, asked, text) => {
    const visits = await startVisits('nginx-recommended')
    const got = await visits.send(
      ({ target }) =>
        target === '/download'
          ? { headers: ['X-Accel-Redirect', '/files/1', 'Set-Cookie', 'seen=1', 'X-First', '1'], body: 'not this' }
          : { headers: ['Content-Type', 'application/pdf', 'Set-Cookie', 'file=1'], body: 'the file' },
      '/download',
      [],
      method,
    )
    expect(got.asked.map((head) => `${head.method} ${head.target}`)).toEqual(asked)
    expect([got.status, got.text, get(got.headers, 'content-type')]).toEqual([200, text, 'application/pdf'])
    expect([getAll(got.headers, 'set-cookie').sort(), get(got.headers, 'x-first')]).toEqual([
      ['file=1', 'seen=1'],
      undefined,
    ])
    visits.close()
  },
)

test('a name in place of a path leads nowhere', async () => {
  const visits = await startVisits('nginx-recommended')
  const got = await visits.send(() => ({ headers: ['X-Accel-Redirect', '@files'] }), '/download')
  expect([got.status, got.asked.length]).toEqual([500, 1])
  visits.close()
})
