// biome-ignore-all lint/suspicious/noTemplateCurlyInString: params are written like that
import { describe, expect, test } from 'vitest'
import { frontOf, mistakeIn, workshop } from './workshop.ts'

const BASE = `
about: the base
group: things
seed: 7
plumbing: follow
params: { size: 10, name: { default: a, about: whose } }
front:
  - edge:
      - redirect: { https: 301 }
  - nginx:
      - request-headers: { remove: [X-A, X-B], set: { X-Size: "\${size}", X-Name: "\${name}" } }
        when: { path: /api/** }
        source: a directive
      - host: upstream
      - response-headers: { set: { A: "1" } }
      - response-headers: { set: { B: "2" } }
proof:
  - wire: |
      >  GET /
      <  200
`

async function front(own: string): Promise<string[]> {
  const shop = workshop({ 'base.yaml': BASE, 'mine.yaml': `extends: base\n${own}` })
  return frontOf(await shop.load('mine.yaml'))
}

const EDGE = 'edge {"redirect":{"https":301}}'
const HEADERS =
  'nginx {"request-headers":{"remove":["X-A","X-B"],"set":{"X-Size":"10","X-Name":"a"}},"when":{"path":"/api/**"}}'
const HOST = 'nginx {"host":"upstream"}'
const A = 'nginx {"response-headers":{"set":{"A":"1"}}}'
const B = 'nginx {"response-headers":{"set":{"B":"2"}}}'

describe('extends', () => {
  test('alone is the same front; what it says of itself is taken over, its proofs are not', async () => {
    const shop = workshop({ 'base.yaml': BASE, 'mine.yaml': 'extends: ./base.yaml\n' })
    const scenario = await shop.load('mine.yaml')
    expect(frontOf(scenario)).toEqual([EDGE, HEADERS, HOST, A, B])
    const { name, about, group, plumbing, proofs, resolved } = scenario
    expect({ name, about, group, plumbing, proofs, seed: resolved.seed }).toEqual({
      name: 'mine',
      about: 'the base',
      group: 'things',
      plumbing: 'follow',
      proofs: [],
      seed: 7,
    })
    expect(scenario.files.map((file) => file.slice(shop.folder.length + 1)).sort()).toEqual(['base.yaml', 'mine.yaml'])
  })

  test('a step that is there already: maps are merged, lists and values replaced, null takes out', async () => {
    expect(
      await front(`
front:
  - nginx:
      - request-headers: { remove: [X-C], set: { X-Name: null, X-New: n } }
      - host: preserve
`),
    ).toEqual([
      EDGE,
      'nginx {"request-headers":{"remove":["X-C"],"set":{"X-Size":"10","X-New":"n"}},"when":{"path":"/api/**"}}',
      'nginx {"host":"preserve"}',
      A,
      B,
    ])
  })

  test('what stands beside a step is changed likewise', async () => {
    expect(
      await front('front:\n  - nginx:\n      - request-headers: { set: null }\n        when: null\n        nth: 2\n'),
    ).toEqual([EDGE, 'nginx {"request-headers":{"remove":["X-A","X-B"]},"nth":2}', HOST, A, B])
  })

  test('new steps go to the end of the hop, or before a named one; new hops to the side of the app', async () => {
    expect(
      await front(`
front:
  - nginx:
      - websocket: block
      - forwarded: { proto: set }
        before: host
  - inner:
      - host: preserve
`),
    ).toEqual([
      EDGE,
      HEADERS,
      'nginx {"forwarded":{"proto":"set"}}',
      HOST,
      A,
      B,
      'nginx {"websocket":"block"}',
      'inner {"host":"preserve"}',
    ])
  })

  test('without leaves out steps, all of the name, and hops', async () => {
    expect(await front('without: [nginx/response-headers, edge]\n')).toEqual([HEADERS, HOST])
  })

  test('a step that was left out can be written anew', async () => {
    expect(
      await front('without: [nginx/request-headers]\nfront:\n  - nginx:\n      - request-headers: { remove: [Z] }\n'),
    ).toEqual([EDGE, HOST, A, B, 'nginx {"request-headers":{"remove":["Z"]}}'])
  })

  test('params are changed and added, and --set reaches both', async () => {
    const own = 'params: { name: b, more: true }\nfront:\n  - inner:\n      - host: { lower-case: "${more}" }\n'
    const shop = workshop({ 'base.yaml': BASE, 'mine.yaml': `extends: base\n${own}` })
    const scenario = await shop.load('mine.yaml', { set: { size: '99', more: 'false' } })
    expect(frontOf(scenario)).toContain('inner {"host":{"lower-case":false}}')
    expect(frontOf(scenario)[1]).toContain('"X-Size":"99","X-Name":"b"')
    expect(scenario.params).toEqual([
      { name: 'size', value: 99, about: '' },
      { name: 'name', value: 'b', about: 'whose' },
      { name: 'more', value: false, about: '' },
    ])
  })

  test('goes over several files', async () => {
    const shop = workshop({
      'base.yaml': BASE,
      'middle.yaml': 'extends: base\nabout: the middle\nfront:\n  - nginx:\n      - host: preserve\n',
      'mine.yaml': 'extends: middle\nwithout: [edge]\nfront:\n  - nginx:\n      - host: { lower-case: true }\n',
    })
    const scenario = await shop.load('mine.yaml')
    expect(scenario.about).toBe('the middle')
    expect(frontOf(scenario)).toEqual([HEADERS, 'nginx {"host":{"lower-case":true}}', A, B])
  })

  test.each([
    [
      'which of two',
      'front:\n  - nginx:\n      - response-headers: {}\n',
      /mine\.yaml:4:9: which "response-headers" of hop "nginx" is changed\? It has 2 there/,
    ],
    [
      'twice here',
      'front:\n  - nginx:\n      - host: preserve\n      - host: upstream\n',
      /mine\.yaml:4:9: which "host" .*more than once/,
    ],
    [
      'nothing to leave out',
      'without: [nginx/hots]\n',
      /mine\.yaml:2:11: there is no "nginx\/hots" to leave out; did you mean "nginx\/host"\?/,
    ],
    [
      'before nothing',
      'front:\n  - nginx:\n      - websocket: block\n        before: hots\n',
      /mine\.yaml:5:17: hop "nginx" has no step "hots"; did you mean "host"\?/,
    ],
    [
      'before for one that is there',
      'front:\n  - nginx:\n      - host: preserve\n        before: host\n',
      /"host" stays where it is/,
    ],
    [
      'merged options that do not fit',
      'front:\n  - nginx:\n      - request-headers: { reomve: [X] }\n',
      /mine\.yaml:4:28: "reomve" is not known here; did you mean "remove"\?/,
    ],
  ])('%s', async (_, own, message) => {
    expect(await mistakeIn(`extends: base\n${own}`, {}, { 'base.yaml': BASE })).toMatch(message)
  })
})
