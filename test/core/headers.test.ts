import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HeaderList } from '../../src/core/headers.ts'
import {
  add,
  equivalent,
  filter,
  fromPairs,
  get,
  getAll,
  has,
  mapValues,
  members,
  NO_HEADERS,
  pairs,
  rename,
  sameName,
  set,
  without,
} from '../../src/core/headers.ts'

// Few names in several spellings, so that lines of one name meet often.
const name = fc.constantFrom(
  'a',
  'A',
  'aa',
  'Set-Cookie',
  'set-cookie',
  'SET-COOKIE',
  'X-Longer',
  'x-longer',
  'x-longes',
)
const value = fc.constantFrom('', '1', '2', 'a', 'a, b', 'Set-Cookie')
const entry = fc.tuple(name, value)
const entries = fc.array(entry, { maxLength: 8 })

/** Every list is frozen, so a function that changed it in place would throw. */
const frozen = (from: readonly (readonly [string, string])[]): HeaderList => Object.freeze([...fromPairs(from)])
const is = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

function holds<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (...values: T) => void,
): void {
  fc.assert(fc.property(...arbitraries, check))
}

describe('reading a header list', () => {
  it('compares names without case, and nothing else', () => {
    holds([fc.stringMatching(/^[!-~]*$/), fc.stringMatching(/^[!-~]*$/)], (a, b) => {
      expect(sameName(a, b)).toBe(is(a, b))
      expect(sameName(a, a.toUpperCase())).toBe(true)
    })
    holds([name, name], (a, b) => {
      expect(sameName(a, b)).toBe(is(a, b))
    })
  })

  it('never takes a value for a name', () => {
    const list = frozen([['x', 'Set-Cookie']])
    expect([has(list, 'Set-Cookie'), get(list, 'Set-Cookie'), getAll(list, 'Set-Cookie')]).toEqual([
      false,
      undefined,
      [],
    ])
  })

  it('finds the lines of a name in their order', () => {
    holds([entries, name], (all, wanted) => {
      const list = frozen(all)
      const values = all.filter(([key]) => is(key, wanted)).map(([, text]) => text)
      expect(getAll(list, wanted)).toEqual(values)
      expect(get(list, wanted)).toBe(values[0])
      expect(has(list, wanted)).toBe(values.length > 0)
    })
  })

  it('takes comma lists apart over all lines of the name', () => {
    const list = ['Via', '1.1 a , ,1.1 b', 'x', 'c', 'VIA', '', 'via', ',1.1 d']
    expect(members(list, 'via')).toEqual(['1.1 a', '1.1 b', '1.1 d'])
    expect(members(list, 'absent')).toEqual([])
  })

  it('turns into pairs and back', () => {
    holds([entries], (all) => {
      expect(pairs(frozen(all))).toEqual(all)
      expect(fromPairs(pairs(frozen(all)))).toEqual(frozen(all))
    })
    expect(NO_HEADERS).toEqual([])
    expect(Object.isFrozen(NO_HEADERS)).toBe(true)
  })
})

describe('changing a header list', () => {
  it('add puts one line last and leaves the others alone', () => {
    holds([entries, entry], (all, [key, text]) => {
      expect(pairs(add(frozen(all), key, text))).toEqual([...all, [key, text]])
    })
  })

  it('set leaves one line of the name, where the first one stood', () => {
    holds([entries, entry], (all, [key, text]) => {
      const list = frozen(all)
      const at = all.findIndex(([other]) => is(other, key))
      const rest = all.filter(([other], i) => i === at || !is(other, key))
      const wanted = at < 0 ? [...all, [key, text]] : rest.map((one) => (one === all[at] ? [key, text] : one))
      const got = set(list, key, text)
      expect(pairs(got)).toEqual(wanted)
      expect(got === list).toBe(JSON.stringify(wanted) === JSON.stringify(all))
    })
  })

  it('without and filter take away exactly the lines meant', () => {
    holds([entries, name, value], (all, key, text) => {
      const list = frozen(all)
      const left = all.filter(([other]) => !is(other, key))
      expect(pairs(without(list, key))).toEqual(left)
      expect(without(list, key) === list).toBe(left.length === all.length)
      const kept = all.filter(([other, its]) => is(other, key) || its === text)
      const got = filter(list, (other, its) => is(other, key) || its === text)
      expect(pairs(got)).toEqual(kept)
      expect(got === list).toBe(kept.length === all.length)
    })
  })

  it('filter asks about each line once, in order', () => {
    holds([entries], (all) => {
      const asked: [string, string][] = []
      filter(frozen(all), (key, text) => {
        asked.push([key, text])
        return asked.length % 2 === 0
      })
      expect(asked).toEqual(all)
    })
  })

  it('mapValues replaces, multiplies and drops lines of one name in their places', () => {
    const answers = fc.array(fc.option(fc.oneof(value, fc.array(value, { maxLength: 3 })), { nil: undefined }), {
      minLength: 8,
      maxLength: 8,
    })
    holds([entries, name, answers], (all, key, given) => {
      const list = frozen(all)
      let turn = 0
      const wanted = all.flatMap(([other, text]): [string, string][] => {
        if (!is(other, key)) return [[other, text]]
        const answer = given[turn++]
        const lines = answer === undefined ? [] : typeof answer === 'string' ? [answer] : answer
        return lines.map((line) => [other, line])
      })
      const seen: string[] = []
      turn = 0
      const got = mapValues(list, key, (text) => {
        seen.push(text)
        return given[turn++]
      })
      expect(pairs(got)).toEqual(wanted)
      expect(seen).toEqual(all.filter(([other]) => is(other, key)).map(([, text]) => text))
    })
    holds([entries, name], (all, key) => {
      const list = frozen(all)
      expect(mapValues(list, key, (text) => text)).toBe(list)
    })
  })

  it('rename keeps values and places', () => {
    holds([entries, name, name], (all, from, to) => {
      const list = frozen(all)
      const wanted = all.map(([key, text]): [string, string] => [is(key, from) ? to : key, text])
      const got = rename(list, from, to)
      expect(pairs(got)).toEqual(wanted)
      expect(got === list).toBe(JSON.stringify(wanted) === JSON.stringify(all))
    })
  })
})

describe('lists that say the same', () => {
  it('may differ in the case of names and in the order of different names', () => {
    expect(equivalent(['A', '1', 'b', '2'], ['B', '2', 'a', '1'])).toBe(true)
    expect(equivalent(['a', '1', 'a', '2'], ['a', '2', 'a', '1'])).toBe(false)
    expect(equivalent(['a', '1'], ['a', '1', 'a', '1'])).toBe(false)
    expect(equivalent(['a', '1', 'b', '1'], ['a', '1', 'c', '1'])).toBe(false)
    expect(equivalent(['a', 'x'], ['a', 'X'])).toBe(false)
  })

  it('are those with the same lines under each name', () => {
    const byName = (all: readonly (readonly [string, string])[]) =>
      ['a', 'aa', 'set-cookie', 'x-longer', 'x-longes'].map((key) => getAll(frozen(all), key))
    holds([entries, entries], (a, b) => {
      expect(equivalent(frozen(a), frozen(b))).toBe(JSON.stringify(byName(a)) === JSON.stringify(byName(b)))
      expect(equivalent(frozen(a), frozen(b))).toBe(equivalent(frozen(b), frozen(a)))
    })
    holds([entries], (all) => {
      const loud = all.map(([key, text]): [string, string] => [key.toUpperCase(), text])
      const sorted = [...loud].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      expect(equivalent(frozen(all), frozen(sorted))).toBe(true)
    })
  })
})
