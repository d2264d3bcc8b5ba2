// How old an answer is (RFC 9111 sections 4.2.3 and 5.1). All times in milliseconds.
import type { HeaderList } from '../core/headers.ts'
import { get, getAll } from '../core/headers.ts'
import { LONGEST } from './directives.ts'
import { parseHttpDate } from './http-date.ts'

/** What Age says: the first member counts, and one that is no non-negative integer counts for nothing. */
export function ageValue(headers: HeaderList): number {
  const [first = ''] = getAll(headers, 'age').join(',').split(',')
  return /^\d+$/.test(first.trim()) ? Math.min(Number(first), LONGEST) * 1000 : 0
}

/** When the request went out and when the head of the answer came. */
export interface Moments {
  readonly asked: number
  readonly answered: number
}

/** corrected_initial_age */
export function initialAge(headers: HeaderList, { asked, answered }: Moments): number {
  const date = parseHttpDate(get(headers, 'date') ?? '', answered) ?? answered
  const apparent = Math.max(0, answered - date)
  return Math.max(apparent, ageValue(headers) + answered - asked)
}
