import { expect, test } from 'vitest'
import { deltaSeconds, LONGEST, listedFields, parseDirectives, splitList } from '../../src/caching/directives.ts'
import { targetedDirectives } from '../../src/caching/sf-dictionary.ts'

const entries = (...lines: string[]) => [...parseDirectives(lines)]

test('names lose their case, lines are joined, empty members vanish', () => {
  expect(entries('Max-Age=60, ,PUBLIC', 'no-store')).toEqual([
    ['max-age', '60'],
    ['public', true],
    ['no-store', true],
  ])
  expect(entries()).toEqual([])
})

test('what stands between quotes is a value, not a directive', () => {
  expect(entries('ext="max-age=100, private", max-age=1')).toEqual([
    ['ext', 'max-age=100, private'],
    ['max-age', '1'],
  ])
  expect(entries('a="x\\"y, z", b')).toEqual([
    ['a', 'x"y, z'],
    ['b', true],
  ])
  expect(entries('a="never closed, b')).toEqual([['a', '"never closed, b']])
})

test('the first of two counts', () => {
  expect(deltaSeconds(parseDirectives(['max-age=1', 'max-age=2']), 'max-age')).toBe(1)
})

test.each([
  ['max-age=60', 60],
  ['max-age="60"', 60],
  ['max-age=0060', 60],
  ['max-age=99999999999', LONGEST],
  ['max-age=-1', 0],
  ['max-age=60.5', 0],
  ["max-age='60'", 0],
  ['max-age=a60', 0],
  ['max-age', 0],
  ['max-age= 60', 0],
  ['max-age =60', undefined],
  ['s-maxage=60', undefined],
])('%s is %s seconds', (text, seconds) => {
  expect(deltaSeconds(parseDirectives([text]), 'max-age')).toBe(seconds)
})

test('listed fields are told from the directive alone', () => {
  const d = parseDirectives(['no-cache="Set-Cookie, X-A", private'])
  expect(listedFields(d, 'no-cache')).toEqual(['set-cookie', 'x-a'])
  expect(listedFields(d, 'private')).toBeUndefined()
})

test('lists', () => {
  expect(splitList(' a , "b, c" ,,d')).toEqual(['a', '"b, c"', 'd'])
  expect(splitList('')).toEqual([])
  expect(splitList('a\\')).toEqual(['a\\'])
})

test.each([
  ['max-age=60', [['max-age', '60']]],
  [
    'max-age=60;x=1, no-store',
    [
      ['max-age', '60'],
      ['no-store', true],
    ],
  ],
  ['max-age=60, max-age=10', [['max-age', '10']]],
  ['a=(1 2);q, max-age=1', [['max-age', '1']]],
  ['no-store=?0, max-age=-5', [['max-age', '-5']]],
  ['max-age="60", public', [['public', true]]],
  [
    'max-age=6.5, t=tok, s="a\\"b", b=:aGk=:',
    [
      ['t', 'tok'],
      ['s', 'a"b'],
      ['b', 'aGk='],
    ],
  ],
] as const)('CDN-Cache-Control: %s', (text, wanted) => {
  expect([...(targetedDirectives([text]) ?? [])]).toEqual(wanted)
})

test.each(['', 'MaX-aGe=60', 'max-age=60,', 'max-age=60 no-store', 'max-age=', 'a="x', 'max-age=60;;', 'a=(1', '60'])(
  'a malformed CDN-Cache-Control counts as absent: %s',
  (text) => {
    expect(targetedDirectives([text])).toBeUndefined()
  },
)
