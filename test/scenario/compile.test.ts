import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createRegistry } from '../../src/scenario/registry.ts'
import { clashes } from '../../src/scenario/schema.ts'
import { frontOf, mistakeIn, play, workshop } from './workshop.ts'

/** A registry of its own: two behaviours, and files that are none. */
function ownRegistry() {
  const zod = import.meta.resolve('zod')
  const behaviour = (name: string, setup: string) => `import { z } from ${JSON.stringify(zod)}
export default { name: '${name}', about: '${name}', options: z.strictObject({ to: z.string().default('x') }), examples: [],
  setup: (options, tools) => (${setup}) }\n`
  const shop = workshop({
    'mark.js': behaviour(
      'mark',
      `{ request: (head, x) => ({ ...head, headers: [...head.headers, 'X-Mark', [tools.hop, options.to, x.from.scheme, x.from.address, x.localPort, x.lastHop, tools.random()].join(' ')] }) }`,
    ),
    'wire.js': behaviour(
      'wire',
      `{ leg: { scheme: 'https', address: options.to }, close: () => globalThis.closed.push(options.to) }`,
    ),
    'wrong.js': 'export default { name: "other" }',
    'mark.d.ts': '',
    'README.md': '',
  })
  return createRegistry(pathToFileURL(`${shop.folder}/`))
}

describe('registry', () => {
  test('is the folder', async () => {
    const registry = ownRegistry()
    expect(registry.names).toEqual(['mark', 'wire', 'wrong'])
    expect(registry.has('mark')).toBe(true)
    expect(registry.has('README')).toBe(false)
    expect((await registry.load('mark')).name).toBe('mark')
    await expect(registry.load('wrong')).rejects.toThrow('wrong.js must export the behaviour "wrong"')
    await expect(registry.load('nothing')).rejects.toThrow()
  })

  test('no behaviour is called like a key that may stand beside it', () => {
    expect(clashes(createRegistry().names)).toEqual([])
    expect(clashes(['host', 'when', 'use', 'nth'])).toEqual(['when', 'use', 'nth'])
  })
})

describe('hops', () => {
  const WIRE = '>  GET https://shop.localhost/\n<< 200\n'
  const marks = async (text: string) => {
    const scenario = await workshop({ 'mine.yaml': text }).load('mine.yaml', { registry: ownRegistry() })
    const [exchange] = await play(scenario, WIRE)
    return exchange!
      .toApp!.headers.filter((_, i, all) => all[i - 1] === 'X-Mark')
      .map((mark) => mark.split(' ').slice(0, 6).join(' '))
  }

  test('the first sees the browser, the others see http from this machine', async () => {
    expect(await marks('front:\n  - a: [mark]\n  - b:\n      - mark: { to: y }\n  - c: [mark]\n')).toEqual([
      'a x https 127.0.0.1 443 false',
      'b y http 127.0.0.1 80 false',
      'c x http 127.0.0.1 80 true',
    ])
  })

  test('a step may say otherwise about the leg that leaves its hop', async () => {
    Object.assign(globalThis, { closed: [] })
    expect(await marks('front:\n  - a: [mark, wire: { to: 10.0.0.7 }]\n  - b: [mark]\n  - c: [mark]\n')).toEqual([
      'a x https 127.0.0.1 443 false',
      'b x https 10.0.0.7 443 false',
      'c x http 127.0.0.1 80 true',
    ])
  })

  test('each step draws its own numbers, the same ones in every run', async () => {
    const drawn = async (text: string) => {
      const scenario = await workshop({ 'mine.yaml': text }).load('mine.yaml', { registry: ownRegistry() })
      const [exchange] = await play(scenario, WIRE)
      return exchange!.toApp!.headers.filter((_, i, all) => all[i - 1] === 'X-Mark').map((mark) => mark.split(' ')[6])
    }
    const two = 'front:\n  - a: [mark, mark]\n'
    const [first, second] = await drawn(two)
    expect(first).not.toBe(second)
    expect(await drawn(two)).toEqual([first, second])
    expect(await drawn('front:\n  - a: [mark]\n')).toEqual([first])
    expect(await drawn(`seed: 2\n${two}`)).not.toEqual([first, second])
  })

  test('close reaches the steps once; fresh chains have their own', async () => {
    const closed: string[] = []
    Object.assign(globalThis, { closed })
    const scenario = await workshop({ 'mine.yaml': 'front:\n  - a: [wire]\n' }).load('mine.yaml', {
      registry: ownRegistry(),
    })
    expect(scenario.fresh()).not.toBe(scenario.chain)
    scenario.close()
    scenario.close()
    expect(closed).toEqual(['x'])
  })

  test('a behaviour that refuses its options is told with the step', async () => {
    expect(
      await mistakeIn('front:\n  - a:\n      - request-headers: { rewrite: { X: { match: "[", to: "" } } }\n'),
    ).toMatch(/^mine\.yaml:3:9: request-headers: Invalid regular expression/)
  })
})

describe('connection', () => {
  const names = async (text: string) => {
    const scenario = await workshop({ 'mine.yaml': text }).load('mine.yaml')
    return scenario.chain.steps.map(({ hop, hopIndex, name }) => `${hopIndex} ${hop}/${name}`)
  }

  test('each hop has one, at its end unless it has its own', async () => {
    expect(
      await names(
        'front:\n  - a: [host]\n  - b:\n      - connection: { te: trailers }\n      - host: preserve\n  - c:\n',
      ),
    ).toEqual(['0 a/host', '0 a/connection', '1 b/connection', '1 b/host', '2 c/connection'])
  })

  test('no hop at all is a direct one', async () => {
    expect(await names('front: []\n')).toEqual(['0 direct/connection'])
  })
})

test('a scenario tells what it is', async () => {
  const shop = workshop({
    'mine.yaml': `
about: >
  two words
mirrors: [a.conf, b.conf]
group: mine
notes: to be read
front:
  - a:
      - host: upstream
        believed: true
      - location: default
        believed: a guess from outside
      - latency: {}
        believed: false
`,
  })
  const { chain: _, fresh: _f, close: _c, resolved: _r, sources, ...told } = await shop.load('mine.yaml')
  const file = `${shop.folder}/mine.yaml`
  expect(told).toEqual({
    name: 'mine',
    instances: [],
    sites: [],
    about: 'two words',
    group: 'mine',
    mirrors: ['a.conf', 'b.conf'],
    notes: 'to be read',
    file,
    files: [file],
    plumbing: 'exempt',
    params: [],
    proofs: [],
    believed: ['a/host', 'a/location: a guess from outside'],
  })
  expect([...sources.keys()]).toEqual([file])
})

test('a name is a shipped scenario, a path a file', async () => {
  const shop = workshop({ 'direct.yaml': 'front:\n  - mine: []\n', 'own.yaml': 'front: []\n' })
  const { loadScenario } = await import('../../src/scenario/load.ts')
  expect(frontOf(await loadScenario('direct', { from: shop.folder })).join()).toContain('tls ')
  expect((await loadScenario('direct.yaml', { from: shop.folder })).chain.hops).toEqual([{ name: 'mine' }])
  await expect(loadScenario('own', { from: shop.folder })).rejects.toMatchObject({
    message: 'there is no scenario "own", but a file of that name',
    exitCode: 2,
  })
  await expect(loadScenario('nginx-behind')).rejects.toThrow(
    'there is no scenario "nginx-behind"; did you mean "behind-nginx"?',
  )
  await expect(loadScenario('')).rejects.toThrow('there is no scenario ""')
})
