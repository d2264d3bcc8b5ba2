import { expect, test } from 'vitest'
import { milliseconds } from '../../src/core/duration.ts'
import { nameMatcher } from '../../src/core/name-globs.ts'

test('globs match whole names, and only * and ? are special', () => {
  const matches = nameMatcher(['sb-*-auth.?', '__Host-x', '$(a)'])
  const names = ['sb-abc-auth.0', 'sb--auth.1', 'sb-abc-auth.10', 'sb-abc-authx0', '__Host-x', '__host-x', '$(a)', 'a']
  expect(names.filter(matches)).toEqual(['sb-abc-auth.0', 'sb--auth.1', '__Host-x', '$(a)'])
  expect(nameMatcher([])('')).toBe(false)
  expect(nameMatcher(['x-*'], true)('X-Powered-By')).toBe(true)
})

test('durations', () => {
  expect([
    milliseconds(7),
    milliseconds('250ms'),
    milliseconds('1.5s'),
    milliseconds('2m'),
    milliseconds('1h'),
  ]).toEqual([7, 250, 1500, 120_000, 3_600_000])
})
