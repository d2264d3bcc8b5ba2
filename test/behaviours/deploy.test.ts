// A deploy that somebody does by hand: a key for each step, and back.
import { expect, test } from 'vitest'
import { rehearse } from '../../src/core/rehearse.ts'
import { parseWire } from '../../src/core/wire.ts'
import { closeChain } from '../../src/scenario/compile.ts'
import { workshop } from '../scenario/workshop.ts'

async function deploying(options: string) {
  const text = `about: x\ninstances: { old: {}, new: {} }\nfront:\n  - lb:\n      - balance: {}\n      - deploy: ${options}\n`
  const chain = (await workshop({ 'x.yaml': text }).load('x.yaml')).fresh(() => 0)
  const [asked] = parseWire('> GET https://shop.localhost/\n<< 200')
  return {
    /** Which of the two answers, for so many requests. */
    async answers(count: number) {
      const done = await rehearse(chain, Array(count).fill(asked))
      return done.map(({ exchange }) => exchange.toApp?.instance || 'a')
    },
    press: () => chain.steps.flatMap(({ hooks }) => hooks.press?.() ?? []),
    close: () => closeChain(chain),
  }
}

test('a key: the new version, both for a while, the new one alone, and back', async () => {
  const { answers, press, close } = await deploying('{ on-key: true, for: 1h }')
  const [old, fresh] = ['a', 'b']
  expect(await answers(3)).toEqual([old, old, old])
  expect(press()).toEqual(['the new version comes into service'])
  expect(new Set(await answers(4))).toEqual(new Set([old, fresh]))
  expect(press()).toEqual(['the old version goes out of service'])
  expect(await answers(3)).toEqual([fresh, fresh, fresh])
  expect(press()).toEqual(['rolled back: the old version alone is in service again'])
  expect(await answers(3)).toEqual([old, old, old])
  close()
})

test('at once, where nothing says for how long; and what was rolled back by hand does not begin again by itself', async () => {
  const { answers, press, close } = await deploying('{ at-request: 3 }')
  expect(await answers(2)).toEqual(['a', 'a'])
  press()
  expect(await answers(2)).toEqual(['b', 'b'])
  press()
  expect(await answers(4)).toEqual(Array(4).fill('a'))
  close()
})
