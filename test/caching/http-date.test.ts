import { expect, test } from 'vitest'
import { ageValue, initialAge } from '../../src/caching/age.ts'
import { httpDate, parseHttpDate } from '../../src/caching/http-date.ts'

const NOW = Date.UTC(2026, 6, 1)
const AT = Date.UTC(1994, 10, 6, 8, 49, 37)

test.each([
  'Sun, 06 Nov 1994 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  'sun, 06 nov 1994 08:49:37 gmt',
])('%s', (text) => {
  expect(parseHttpDate(text, NOW)).toBe(AT)
})

test.each([
  '0',
  '-1',
  '',
  'Sun, 06 Nov 1994 08:49:37 UTC',
  'Sun, 06 Nov 1994 08:49:37 +0000',
  'Sun, 6 Nov 1994 08:49:37 GMT',
  'Sun, 06  Nov 1994 08:49:37 GMT',
  'Sun, 06-Nov-1994 08:49:37 GMT',
  'Sun 06 Nov 1994 08:49:37 GMT',
  'Sun, 31 Feb 1994 08:49:37 GMT',
  'Sun, 06 Nov 1994 24:49:37 GMT',
  '1994-11-06T08:49:37Z',
])('no HTTP date: %s', (text) => {
  expect(parseHttpDate(text, NOW)).toBeUndefined()
})

test('years of two digits lie at most 50 years ahead', () => {
  expect(parseHttpDate('Friday, 01-Jan-76 00:00:00 GMT', NOW)).toBe(Date.UTC(2076, 0, 1))
  expect(parseHttpDate('Friday, 01-Jan-77 00:00:00 GMT', NOW)).toBe(Date.UTC(1977, 0, 1))
})

test('what is written can be read', () => {
  expect(parseHttpDate(httpDate(AT), NOW)).toBe(AT)
})

test.each([
  ['30', 30_000],
  ['0, 7200', 0],
  ['7200, 0', 7_200_000],
  ['abc', 0],
  ['-7200', 0],
  ['7200.0', 0],
  ['7200;a=b', 0],
  ['99999999999', 2 ** 31 * 1000],
])('Age: %s', (text, ms) => {
  expect(ageValue(['Age', text])).toBe(ms)
})

test('an answer is as old as Date, Age and the wait say', () => {
  const moments = { asked: NOW, answered: NOW + 3000 }
  expect(initialAge(['Date', httpDate(NOW - 60_000)], moments)).toBe(63_000)
  expect(initialAge(['Date', httpDate(NOW), 'Age', '100'], moments)).toBe(103_000)
  expect(initialAge(['Date', httpDate(NOW + 60_000)], moments)).toBe(3000)
  expect(initialAge([], moments)).toBe(3000)
})
