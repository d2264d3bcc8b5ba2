// The public port here is 8443 where production has 443: what fronts do with ports must come out the same for a browser that
// types our port, and as measured for every other port. The expected values for foreign ports are nginx 1.22's.
import { expect, test } from 'vitest'
import forwarded from '../../src/behaviours/forwarded.ts'
import host from '../../src/behaviours/host.ts'
import location from '../../src/behaviours/location.ts'
import redirect from '../../src/behaviours/redirect.ts'
import type { Behaviour } from '../../src/core/behaviour.ts'
import type { Chain } from '../../src/core/chain.ts'
import { get } from '../../src/core/headers.ts'
import { REHEARSAL, type RehearsalFacts, rehearse } from '../../src/core/rehearse.ts'
import { parseWire } from '../../src/core/wire.ts'

const HERE: RehearsalFacts = { ...REHEARSAL, origin: { scheme: 'https', host: 'shop.localhost', port: 8443 } }

function chain(...steps: readonly [Behaviour, unknown][]): Chain {
  return {
    hops: [{ name: 'front' }],
    steps: steps.map(([it, options]) => ({
      hop: 'front',
      hopIndex: 0,
      name: it.name,
      hooks: it.setup(it.options.parse(options), { random: () => 0, now: () => 0, hop: 'front' }),
    })),
  }
}

async function one(steps: Chain, wire: string, facts = HERE) {
  const [done] = await rehearse(steps, parseWire(wire), facts)
  return done!.exchange
}

const seen = async (options: unknown, authority: string) =>
  get((await one(chain([host, options]), `> GET https://${authority}/\n<< 200`)).toApp!.headers, 'host')

test('$host keeps the port that people type, because production has none there', async () => {
  expect(await seen('without-port', 'shop.localhost:8443')).toBe('shop.localhost:8443')
  expect(await seen('without-port', 'SHOP.localhost.:8443')).toBe('shop.localhost:8443')
})

test('$host drops every other port, as nginx does', async () => {
  expect(await seen('without-port', 'shop.localhost:9443')).toBe('shop.localhost')
  expect(await seen('without-port', 'shop.localhost')).toBe('shop.localhost')
  expect(await seen('without-port', '[::1]:9443')).toBe('[::1]')
})

test('a front that is really published on such a port loses it', async () => {
  expect(await seen({ use: 'without-port', 'own-port': 'drop' }, 'shop.localhost:8443')).toBe('shop.localhost')
})

test('X-Forwarded-Host goes the same way', async () => {
  const told = async (options: object, authority: string) =>
    get(
      (await one(chain([forwarded, { host: 'set', ...options }]), `> GET https://${authority}/\n<< 200`)).toApp!
        .headers,
      'x-forwarded-host',
    )
  expect(await told({}, 'shop.localhost:9443')).toBe('shop.localhost:9443')
  expect(await told({ 'host-as': 'without-port' }, 'shop.localhost:8443')).toBe('shop.localhost:8443')
  expect(await told({ 'host-as': 'without-port' }, 'shop.localhost:9443')).toBe('shop.localhost')
  expect(await told({ 'host-as': 'without-port', 'own-port': 'drop' }, 'shop.localhost:8443')).toBe('shop.localhost')
})

const sentTo = async (steps: Chain, wire: string, facts?: RehearsalFacts) =>
  get((await one(steps, wire, facts)).toBrowser!.headers, 'location')

test('redirects of the app come back to the port that people typed', async () => {
  const app = '<< 302\n   Location: http://127.0.0.1:3000/login'
  const steps = chain([location, 'default'])
  expect(await sentTo(steps, `> GET https://shop.localhost:8443/\n${app}`)).toBe('https://shop.localhost:8443/login')
  expect(await sentTo(steps, `> GET https://shop.localhost:9443/\n${app}`)).toBe('https://shop.localhost/login')
  expect(await sentTo(steps, `> GET https://shop.localhost/\n${app}`)).toBe('https://shop.localhost/login')
})

test('redirects to https lead to our https port from our http port, to 443 from anywhere else', async () => {
  const steps = chain([redirect, { https: 301 }])
  const to = (authority: string, options = steps) => sentTo(options, `> GET http://${authority}/a?b`)
  expect(await to('shop.localhost:8443')).toBe('https://shop.localhost:8443/a?b')
  expect(await to('shop.localhost')).toBe('https://shop.localhost:8443/a?b')
  expect(await to('shop.localhost:8080')).toBe('https://shop.localhost/a?b')
  expect(await to('shop.localhost:8080', chain([redirect, { https: 301, 'keep-port': true }]))).toBe(
    'https://shop.localhost:8080/a?b',
  )
  expect(await sentTo(steps, '> GET http://shop.localhost/', REHEARSAL)).toBe('https://shop.localhost/')
})
