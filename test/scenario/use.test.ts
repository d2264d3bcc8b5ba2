// biome-ignore-all lint/suspicious/noTemplateCurlyInString: params are written like that
import { describe, expect, test } from 'vitest'
import { frontOf, mistakeIn, workshop } from './workshop.ts'

describe('use', () => {
  const HOP = 'params: { to: upstream }\nfront:\n  - nginx:\n      - host: "${to}"\n'

  test('takes the hops of another scenario, with values for its params', async () => {
    const shop = workshop({
      'hop.yaml': HOP,
      'mine.yaml':
        'params: { how: preserve }\nfront:\n  - edge: [location: off]\n  - use: hop\n    set: { to: "${how}" }\n  - inner: []\n',
    })
    expect(frontOf(await shop.load('mine.yaml'))).toEqual(['edge {"location":"off"}', 'nginx {"host":"preserve"}'])
    const scenario = await shop.load('mine.yaml', { set: { how: 'without-port' } })
    expect(frontOf(scenario)).toEqual(['edge {"location":"off"}', 'nginx {"host":"without-port"}'])
    expect(scenario.chain.hops.map(({ name }) => name)).toEqual(['edge', 'nginx', 'inner'])
  })

  test('hops that are used can be changed by who extends', async () => {
    const shop = workshop({
      'hop.yaml': HOP,
      'base.yaml': 'front:\n  - use: hop\n',
      'mine.yaml': 'extends: base\nfront:\n  - nginx:\n      - host: preserve\n',
    })
    expect(frontOf(await shop.load('mine.yaml'))).toEqual(['nginx {"host":"preserve"}'])
  })

  test.each([
    [
      'an unknown param',
      'front:\n  - use: hop\n    set: { too: x }\n',
      /mine\.yaml:3:12: there is no param "too"; did you mean "to"\?/,
    ],
    [
      'a value of the wrong type',
      'front:\n  - use: hop\n    set: { to: 5 }\n',
      /mine\.yaml:3:16: "to" is text, as its default says; found the number 5/,
    ],
    [
      'an unknown scenario',
      'front:\n  - use: hpo\n',
      /mine\.yaml:2:10: there is no scenario "hpo"; did you mean "hop"\?/,
    ],
    [
      'a missing file',
      'front:\n  - use: ./hpo.yaml\n',
      /mine\.yaml:2:10: .*hpo\.yaml: there is no such file; did you mean "hop\.yaml"\?/,
    ],
    ['a mistake in the other file', 'front:\n  - use: bad\n', /^bad\.yaml:1:1: "front" is missing/],
  ])('%s', async (_, own, message) => {
    expect(await mistakeIn(own, {}, { 'hop.yaml': HOP, 'bad.yaml': 'about: x\n' })).toMatch(message)
  })
})

describe('circles', () => {
  test.each([
    ['extends itself', 'extends: ./mine.yaml\n', {}, /mine\.yaml:1:10: a circle: mine -> mine/],
    [
      'extends in a circle',
      'extends: b\n',
      { 'b.yaml': 'extends: mine\n' },
      /b\.yaml:1:10: a circle: mine -> b -> mine/,
    ],
    ['uses itself', 'front:\n  - use: mine\n', {}, /mine\.yaml:2:10: a circle: mine -> mine/],
    [
      'uses what extends it',
      'front:\n  - use: b\n',
      { 'b.yaml': 'extends: mine\n' },
      /b\.yaml:1:10: a circle: mine -> b -> mine/,
    ],
    [
      'extends what uses it',
      'extends: b\n',
      { 'b.yaml': 'front:\n  - use: mine\n' },
      /b\.yaml:2:10: a circle: mine -> b -> mine/,
    ],
  ])('%s', async (_, own, more, message) => {
    expect(await mistakeIn(own, {}, more)).toMatch(message)
  })

  test('the same scenario in two places is none', async () => {
    const shop = workshop({
      'x.yaml': 'front:\n  - x: []\n',
      'b.yaml': 'extends: x\nfront:\n  - b: []\n',
      'mine.yaml': 'extends: b\nwithout: [x]\nfront:\n  - use: x\n',
    })
    expect((await shop.load('mine.yaml')).chain.hops.map(({ name }) => name)).toEqual(['b', 'x'])
  })
})
