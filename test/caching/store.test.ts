import { expect, test } from 'vitest'
import type { Entry } from '../../src/caching/store.ts'
import { createStore, sizeOf } from '../../src/caching/store.ts'

function entry(key: string, more: Partial<Entry> = {}): Entry {
  return {
    key,
    selection: [],
    status: 200,
    reason: 'OK',
    headers: [],
    body: new Uint8Array(10),
    answered: 0,
    age: 0,
    lifetime: 1000,
    revalidate: 'may',
    whileRevalidate: 0,
    ifError: 0,
    by: 1,
    ...more,
  }
}
const LIMITS = { entries: 3, body: 100, bytes: 100_000 }
const keys = (store: ReturnType<typeof createStore>) => store.entries().map(({ key }) => key)

test('the least recently used goes first', () => {
  const store = createStore(LIMITS)
  for (const key of ['a', 'b', 'c']) store.put(entry(key))
  store.find('a', [])
  store.put(entry('d'))
  expect(keys(store)).toEqual(['c', 'a', 'd'])
})

test('a body that is too large is refused, and bytes in all are bounded', () => {
  const store = createStore({ entries: 100, body: 1000, bytes: 3000 })
  expect(store.put(entry('big', { body: new Uint8Array(1001) }))).toBe(false)
  for (let i = 0; i < 20; i++) expect(store.put(entry(`k${i}`, { body: new Uint8Array(400) }))).toBe(true)
  expect(store.bytes).toBeLessThanOrEqual(3000)
  expect(keys(store)).toEqual(['k17', 'k18', 'k19'])
  expect(store.bytes).toBe(store.entries().reduce((sum, one) => sum + sizeOf(one), 0))
})

test('the account comes out even after every way of leaving', () => {
  const store = createStore(LIMITS)
  const a = entry('a')
  store.put(a)
  store.put(entry('a', { body: new Uint8Array(50) }))
  store.put(entry('b'))
  store.replace(a, entry('a', { by: 9 }))
  expect(store.entries().map(({ by }) => by)).toEqual([1, 1])
  store.drop(a)
  expect(store.purge('nobody')).toBe(0)
  expect(store.purge('a')).toBe(1)
  expect(store.purge()).toBe(1)
  expect(store.bytes).toBe(0)
  expect(store.entries()).toEqual([])
})

test('variants stand side by side; of those that match, the newest', () => {
  const store = createStore(LIMITS)
  store.put(entry('a', { selection: ['x-v', '1'], by: 1 }))
  store.put(entry('a', { selection: ['x-v', '2'], by: 2 }))
  expect(store.find('a', ['X-V', '1']).entry?.by).toBe(1)
  expect(store.find('a', ['X-V', '2']).entry?.by).toBe(2)
  expect(store.find('a', [])).toEqual({ entry: undefined, known: true })
  expect(store.find('b', [])).toEqual({ entry: undefined, known: false })
  store.put(entry('a', { selection: ['x-v', '2'], by: 3 }))
  expect(store.find('a', ['X-V', '2']).entry?.by).toBe(3)
  expect(store.entries()).toHaveLength(2)
})

test('many variants of one key are bounded too', () => {
  const store = createStore(LIMITS)
  for (let i = 0; i < 10; i++) store.put(entry('a', { selection: ['x-v', String(i)], by: i }))
  expect(store.entries().map(({ by }) => by)).toEqual([9, 8, 7])
})
