import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createUnderWay } from '../../src/proxy/under-way.ts'

it('holds what was added and not removed, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 30 })), (deeds) => {
      const open = createUnderWay<{ place: number; readonly name: number }>()
      const expected = new Map<number, { place: number; readonly name: number }>()
      for (const name of deeds) {
        const known = expected.get(name)
        if (known) {
          open.remove(known)
          expected.delete(name)
        } else {
          const one = { place: 0, name }
          open.add(one)
          expected.set(name, one)
        }
        expect(new Set(open.all())).toEqual(new Set(expected.values()))
        expect(open.all()).toHaveLength(expected.size)
      }
    }),
  )
})

it('answers those of the moment, so that each may be removed while they are gone through', () => {
  const open = createUnderWay<{ place: number }>()
  for (let i = 0; i < 5; i++) open.add({ place: 0 })
  for (const one of open.all()) open.remove(one)
  expect(open.all()).toEqual([])
})
