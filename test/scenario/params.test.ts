// biome-ignore-all lint/suspicious/noTemplateCurlyInString: params are written like that
import { describe, expect, test } from 'vitest'
import { parseSettings } from '../../src/scenario/params.ts'
import { frontOf, mistakeIn, workshop } from './workshop.ts'

const MINE = `
params:
  status: { default: 503, about: what it answers }
  text: down
  strict: false
  names: [a, b]
front:
  - front:
      - answer: { status: "\${status}", body: "\${text} \${status} $\${text} $host \${names}" }
        when: { header: { X: "\${text}" } }
      - host: { lower-case: "\${strict}" }
      - request-cookies: { drop: "\${names}" }
proof:
  - wire: |
      >  GET https://shop.localhost/
         X: \${text}
      <  \${status}
`

test('alone in a value it keeps its type, inside a text it becomes text', async () => {
  const scenario = await workshop({ 'mine.yaml': MINE.replace(' ${names}"', '"') }).load('mine.yaml')
  expect(frontOf(scenario)).toEqual([
    'front {"answer":{"status":503,"body":"down 503 ${text} $host"},"when":{"header":{"X":"down"}}}',
    'front {"host":{"lower-case":false}}',
    'front {"request-cookies":{"drop":["a","b"]}}',
  ])
})

test('--set gives other values, of the type that the default has', async () => {
  const set = { status: '504', text: '7', strict: 'true', names: 'x, y' }
  const scenario = await workshop({ 'mine.yaml': MINE }).load('mine.yaml', { set })
  expect(frontOf(scenario)).toEqual([
    'front {"answer":{"status":504,"body":"7 504 ${text} $host x, y"},"when":{"header":{"X":"7"}}}',
    'front {"host":{"lower-case":true}}',
    'front {"request-cookies":{"drop":["x","y"]}}',
  ])
  expect(scenario.proofs[0]!.exchanges[0]!.toBrowser!.status).toBe(504)
})

describe('mistakes', () => {
  test.each([
    [{ stauts: '5' }, /^--set stauts: there is no param "stauts"; did you mean "status"\?$/],
    [{ zzz: '5' }, /^--set zzz: there is no param "zzz"; there are: status, text, strict, names$/],
    [{ status: 'big' }, /^--set status=big: "status" is a number \(default 503\)$/],
    [{ status: '' }, /"status" is a number/],
    [{ strict: 'yes' }, /^--set strict=yes: "strict" is true or false \(default false\)$/],
    // It is a number, but not one that the behaviour takes: told where it is used.
    [{ status: '42' }, /^mine\.yaml:9:27: it must be at least 200/],
  ])('--set %j', async (set, message) => {
    expect(await mistakeIn(MINE, { set: set as unknown as Record<string, string> })).toMatch(message)
  })

  test('a scenario without params', async () => {
    expect(await mistakeIn('front: []\n', { set: { a: '1' } })).toBe(
      '--set a: there is no param "a": this scenario has none',
    )
  })

  test.each([
    [
      'an unknown reference',
      'params: { size: 1 }\nfront:\n  - a:\n      - host: "x${sise}"\n',
      /:4:15: there is no param "sise"; did you mean "size"\?/,
    ],
    ['a map as default', 'params: { a: { b: 1 } }\nfront: []\n', /:1:\d+: ("default" is missing|"b" is not known)/],
    ['no default', 'params: { a: { about: x } }\nfront: []\n', /:1:\d+: "default" is missing/],
    ['nothing as default', 'params: { a: }\nfront: []\n', /:1:\d+: expected .*found nothing/],
    ['a name with a blank', 'params: { a b: 1 }\nfront: []\n', /:1:11: "a b" cannot stand here: names are letters/],
  ])('%s', async (_, text, message) => {
    expect(await mistakeIn(text)).toMatch(message)
  })
})

test('parseSettings', () => {
  expect(parseSettings(['a=1', 'b=x=y', 'c='])).toEqual({ a: '1', b: 'x=y', c: '' })
  expect(() => parseSettings(['a'])).toThrow('--set a: expected name=value')
  expect(() => parseSettings(['=1'])).toThrow('expected name=value')
  expect(() => parseSettings(['a=1', 'a=2'])).toThrow('--set a: given twice')
})
