// The dangerous cloud scenarios with the settings that make them safe: the same traffic, and nobody gets what is another's.
import { expect, test } from 'vitest'
import { get, getAll } from '../../src/core/headers.ts'
import { rehearse } from '../../src/core/rehearse.ts'
import { parseWire } from '../../src/core/wire.ts'
import { loadScenario } from '../../src/scenario/load.ts'

async function play(name: string, set: Record<string, string>, headers: string) {
  const scenario = await loadScenario(name, { set, now: () => 0 })
  try {
    const visitor = (who: string) =>
      `> GET https://shop.localhost/\n   Cookie: sid=${who}\n<< 200\n${headers}   | page of ${who}\n`
    const done = await rehearse(scenario.chain, parseWire(visitor('alice') + visitor('bob')))
    return done.map(({ exchange: { toApp, toBrowser } }) => ({
      asked: toApp !== undefined,
      body: toBrowser!.body,
      cookies: getAll(toBrowser!.headers, 'set-cookie'),
      cache: get(toBrowser!.headers, 'x-cache') ?? get(toBrowser!.headers, 'cf-cache-status'),
    }))
  } finally {
    scenario.close()
  }
}

const PUBLIC = '   Cache-Control: public, s-maxage=60\n'

test('CloudFront with cookies in the key: each visitor has an entry', async () => {
  const headers = `${PUBLIC}   Set-Cookie: at=1\n`
  const [, shared] = await play('cloudfront-cached-set-cookie', {}, headers)
  expect(shared).toMatchObject({ asked: false, body: 'page of alice', cookies: ['at=1'], cache: 'Hit from cloudfront' })
  const [, own] = await play('cloudfront-cached-set-cookie', { 'key-cookies': 'all' }, headers)
  expect(own).toMatchObject({ asked: true, body: 'page of bob', cache: 'Miss from cloudfront' })
})

test('Cloudflare that respects the app: answers with Set-Cookie and private ones are for one visitor', async () => {
  const respect = { 'edge-ttl': 'off', 'set-cookie': 'bypass' }
  const [first, second] = await play('cloudflare-cache-everything', respect, `${PUBLIC}   Set-Cookie: sid=1\n`)
  expect([first, second].map((one) => one!.cache)).toEqual(['MISS', 'MISS'])
  expect([first, second].map((one) => one!.cookies)).toEqual([['sid=1'], ['sid=1']])
  const [, personal] = await play('cloudflare-cache-everything', respect, '   Cache-Control: private, no-store\n')
  expect(personal).toMatchObject({ asked: true, body: 'page of bob' })
  const [, overridden] = await play('cloudflare-cache-everything', {}, '   Cache-Control: private, no-store\n')
  expect(overridden).toMatchObject({ asked: false, body: 'page of alice', cache: 'HIT' })
})

test('Cloudflare does not look at Vary: Cookie, even when it respects the app', async () => {
  const respect = { 'edge-ttl': 'off', 'set-cookie': 'bypass' }
  const [, bob] = await play('cloudflare-cache-everything', respect, `${PUBLIC}   Vary: Cookie\n`)
  expect(bob).toMatchObject({ asked: false, body: 'page of alice', cache: 'HIT' })
})

test('rfc9111-cache: what next dev forbids can be overridden, and cookies kept out', async () => {
  const headers = '   Cache-Control: no-store\n   Set-Cookie: sid=1\n'
  expect((await play('rfc9111-cache', {}, headers))[1]).toMatchObject({ asked: true })
  const open = await play('rfc9111-cache', { override: 's-maxage=60' }, headers)
  expect(open[1]).toMatchObject({ asked: false, cookies: ['sid=1'] })
  const careful = await play('rfc9111-cache', { override: 's-maxage=60', 'set-cookie': 'bypass' }, headers)
  expect(careful[1]).toMatchObject({ asked: true, body: 'page of bob' })
})
