import { expect, test } from 'vitest'
import { chromiumDate } from '../../src/session/chromium-date.ts'

const day = (text: string) => {
  const at = chromiumDate(text)
  return at === null || !Number.isFinite(at) ? at : new Date(at).toISOString().slice(0, 19)
}

// Each was set in Chromium 156 and read back over the DevTools Protocol.
test.each([
  ['Wed, 09 Jun 2027 10:18:14 GMT', '2027-06-09T10:18:14'],
  ['9 Jun 2027 0010:18:14', '2027-06-09T10:18:14'],
  ['9 Jun 2027 10:18: 11:11:11', '2027-06-09T11:11:11'],
  ['29 Jun 02027 10:18:14', '2027-06-29T10:18:14'],
  ['9th JUN 027  10:18:14.5 foo', '2027-06-05T10:18:14'],
  ['7 9 Jun 2027 10:18:14', '2009-06-07T10:18:14'],
  ['009 Jun 27 10:18:14', '2009-06-27T10:18:14'],
  ['Marchday 9 2027 10:18:14', '2027-03-09T10:18:14'],
  ['9 Jun 1600 10:18:14', Number.NEGATIVE_INFINITY],
  ['9 Jun 99999 10:18:14', Number.POSITIVE_INFINITY],
])('%s is a date', (text, expected) => expect(day(text)).toBe(expected))

test.each([
  '9th Jun 2027 10:18:14',
  '9 Jun 2027x 10:18:14',
  '9 Jun 2027 10:18:14x',
  '9 Jun 2027 10:18:14:15',
  '9 Jun 2027 10:18',
  '9 Jun 2027 10:60:14',
  '9 Jun 2027 23:59:60',
  '29 Feb 2027 10:18:14',
  '31 Jun 2027 10:18:14',
  '0 Jun 2027 10:18:14',
  '9 6 2027 10:18:14',
  'Jun9 2027 10:18:14',
  '9 Jun 100000 10:18:14',
  '',
])('%s is none', (text) => expect(chromiumDate(text)).toBeNull())
