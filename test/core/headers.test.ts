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
  pairs,
  rename,
  set,
  without,
} from '../../src/core/headers.ts'

// Few names in mixed case, so that repeated lines are common.
const name = fc.constantFrom('Cookie', 'cookie', 'COOKIE', 'X-A', 'x-a', 'Host', 'Set-Cookie')
const value = fc.constantFrom('', '1', '2', 'a=b', 'a, b')
const list = fc.array(fc.tuple(name, value), { maxLength: 8 }).map((entries): HeaderList => fromPairs(entries))
const is = (wanted: string) => (line: [string, string]) => line[0].toLowerCase() === wanted.toLowerCase()
const frozen = (headers: HeaderList) => Object.freeze([...headers]) as HeaderList

describe('header lists', () => {
  it('are never changed in place, and answered as they are when there is nothing to do', () => {
    fc.assert(
      fc.property(list, name, value, (headers, key, text) => {
        const before = frozen(headers)
        for (const after of [
          set(before, key, text),
          add(before, key, text),
          without(before, key),
          mapValues(before, key, () => text),
          rename(before, key, 'X-New'),
        ]) {
          if (JSON.stringify(after) === JSON.stringify(before))
            expect(after === before || after.length > before.length).toBe(true)
        }
        expect(filter(before, () => true)).toBe(before)
        expect(mapValues(before, key, (one) => one)).toBe(before)
        if (!has(before, key)) expect(without(before, key)).toBe(before)
      }),
    )
  })

  it('without() takes away every line of the name and no other', () => {
    fc.assert(
      fc.property(list, name, (headers, key) => {
        expect(pairs(without(headers, key))).toEqual(pairs(headers).filter((line) => !is(key)(line)))
      }),
    )
  })

  it('set() leaves exactly one line of the name, in the place of the first one', () => {
    fc.assert(
      fc.property(list, name, value, (headers, key, text) => {
        const after = set(headers, key, text)
        expect(getAll(after, key)).toEqual([text])
        expect(pairs(without(after, key))).toEqual(pairs(without(headers, key)))
        const at = pairs(headers).findIndex(is(key))
        expect(pairs(after).findIndex(is(key))).toBe(at < 0 ? pairs(headers).length : at)
      }),
    )
  })

  it('mapValues() changes the lines of the name where they stand', () => {
    fc.assert(
      fc.property(list, name, (headers, key) => {
        const doubled = pairs(headers).flatMap((line): [string, string][] =>
          is(key)(line)
            ? [
                [line[0], `${line[1]}!`],
                [line[0], line[1]],
              ]
            : [line],
        )
        expect(pairs(mapValues(headers, key, (one) => [`${one}!`, one]))).toEqual(doubled)
        expect(pairs(mapValues(headers, key, () => undefined))).toEqual(pairs(headers).filter((line) => !is(key)(line)))
      }),
    )
  })

  it('get(), getAll() and has() agree', () => {
    fc.assert(
      fc.property(list, name, (headers, key) => {
        const values = pairs(headers)
          .filter(is(key))
          .map(([, text]) => text)
        expect([getAll(headers, key), get(headers, key), has(headers, key)]).toEqual([
          values,
          values[0],
          values.length > 0,
        ])
      }),
    )
  })

  it("say the same when only names' case and the order of different names differ", () => {
    fc.assert(
      fc.property(list, (headers) => {
        const lower = fromPairs(pairs(headers).map(([key, text]) => [key.toLowerCase(), text]))
        const sorted = fromPairs([...pairs(lower)].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)))
        expect(equivalent(headers, sorted)).toBe(true)
        expect(equivalent(headers, add(headers, 'X-More', '1'))).toBe(false)
      }),
    )
    expect(equivalent(['A', '1', 'A', '2'], ['A', '2', 'A', '1'])).toBe(false)
  })

  it('members() takes lists apart over all lines', () => {
    expect(members(['Connection', 'close, , X-A', 'connection', ' Upgrade '], 'connection')).toEqual([
      'close',
      'X-A',
      'Upgrade',
    ])
  })
})
