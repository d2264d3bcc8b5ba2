// Faults by chance are the same in every run of a seed, as many as were asked for, and nothing else is touched.
import { expect, test } from 'vitest'
import { rehearse } from '../../src/core/rehearse.ts'
import type { WireExchange } from '../../src/core/wire.ts'
import { parseWire } from '../../src/core/wire.ts'
import { closeChain } from '../../src/scenario/compile.ts'
import { workshop } from './workshop.ts'

const REQUESTS = 10_000
const FAULTS = `
about: faults
front:
  - edge:
      - answer: { status: 503, body: full }
        nth: [7, 77]
      - reset: { at: before-app }
        chance: 0.02
      - late-answer: { waits: 0 }
        chance: 0.1
      - reset: { at: 3 }
        every: 100
      - duplicate: {}
        when: { path: /callback }
        chance: 0.5
`

const [page, callback] = ['/', '/callback'].map(
  (path) => parseWire(`> GET https://shop.localhost${path}\n<< 200\n   Set-Cookie: sid=1\n   | a page`)[0]!,
) as [WireExchange, WireExchange]

async function outcomes(seed: number, requests = REQUESTS): Promise<string[]> {
  const scenario = await workshop({ 'faults.yaml': FAULTS }).load('faults.yaml', { seed })
  const chain = scenario.fresh(() => 0)
  const exchanges = Array.from({ length: requests }, (_, i) => (i % 4 === 0 ? callback : page))
  const done = await rehearse(chain, exchanges)
  closeChain(chain)
  return done.map(({ exchange: { toApp, toBrowser }, story }) =>
    [toApp ? 'app' : '-', toBrowser?.status ?? 'nothing', ...story].join(' | '),
  )
}

/** Within four standard deviations: one run in 15,000 would fail by chance, and this one has a seed. */
function expectAbout(count: number, of: number, chance: number): void {
  expect(Math.abs(count - of * chance)).toBeLessThan(4 * Math.sqrt(of * chance * (1 - chance)))
}

test('10,000 requests: the same twice, another with another seed, as often as asked', async () => {
  const [first, again, other] = [await outcomes(7), await outcomes(7), await outcomes(8, 1000)]
  expect(again).toEqual(first)
  expect(other).not.toEqual(first.slice(0, 1000))
  const having = (text: string) => first.filter((one) => one.includes(text)).length
  const broken = having('before the app saw')
  expectAbout(broken, REQUESTS, 0.02)
  expectAbout(having('later than the front waits'), REQUESTS - broken, 0.1)
  const callbacks = first.filter((one, i) => i % 4 === 0 && !/before the app saw|\| 503/.test(one)).length
  expectAbout(having('got this request twice'), callbacks, 0.5)
  // Counted, not drawn.
  expect(having('| 503')).toBe(2)
  expect(having('3 bytes of the body')).toBe(Math.floor((REQUESTS - broken - 2) / 100))
  // What no fault was for is as it was.
  const plain = first.filter((one) => one === 'app | 200').length
  const story = first.filter((one) => one.split(' | ').length > 2).length
  expect(plain + story + having('503')).toBe(REQUESTS)
}, 60_000)

test('a clock decides "after": nothing before, all of it then', async () => {
  const text = 'about: x\nfront:\n  - edge:\n      - reset: { at: before-app }\n        after: 30s\n'
  const scenario = await workshop({ 'x.yaml': text }).load('x.yaml')
  let now = 0
  const chain = scenario.fresh(() => now)
  const status = async () => (await rehearse(chain, [page]))[0]!.exchange.toBrowser?.status
  expect(await status()).toBe(200)
  now = 29_999
  expect(await status()).toBe(200)
  now = 30_000
  expect([await status(), await status()]).toEqual([undefined, undefined])
  closeChain(chain)
})
