// Vary (RFC 9111 section 4.1): an entry answers only requests that agree with the one that brought it in every field it names.
import type { HeaderList } from '../core/headers.ts'
import { getAll, members } from '../core/headers.ts'
import type { Policy } from './policy.ts'

/** What the first request said in the fields that count: name, value, name, value; '' and absent are told apart. */
export type Selection = readonly (string | undefined)[]

/**
 * When two requests say the same in a field. levelled: lines joined, blanks around commas of no account, absent is not empty, and
 * languages by what they mean (RFC 9111 section 4.1); joined: lines joined, absent is empty, blanks and commas of no account in
 * three fields only (nginx, measured); first: the first line alone (Varnish, measured).
 */
export type Comparison = 'levelled' | 'joined' | 'first'

/** Names in lower case, or why the answer cannot be stored. */
export function varyNames(
  headers: HeaderList,
  { respect, except, deny, star }: Policy['vary'],
): string[] | { why: string } {
  const lines = getAll(headers, 'vary').map((line) => line.trim())
  const names = [...new Set(members(headers, 'vary').map((name) => name.toLowerCase()))]
  const denied = names.find((name) => deny.has(name))
  if (denied !== undefined) return { why: `Vary: ${denied}` }
  if (!respect) return []
  const any = { member: names.includes('*'), line: lines.includes('*'), whole: lines.join(', ') === '*' }
  if (any[star]) return { why: 'Vary: *' }
  return names.filter((name) => !except.has(name))
}

export function select(headers: HeaderList, names: readonly string[], how: Comparison): Selection {
  return names.flatMap((name) => [name, fieldValue(headers, name, how)])
}

export function agrees(headers: HeaderList, selection: Selection, how: Comparison): boolean {
  for (let i = 0; i < selection.length; i += 2) {
    if (fieldValue(headers, selection[i]!, how) !== selection[i + 1]) return false
  }
  return true
}

function fieldValue(headers: HeaderList, name: string, how: Comparison): string | undefined {
  const lines = getAll(headers, name)
  if (how === 'first') return lines[0]
  if (how === 'joined') {
    if (!NEGOTIATED.test(name)) return lines.join(',')
    return lines
      .join(',')
      .split(/[ ,]+/)
      .filter((part) => part !== '')
      .join(',')
  }
  if (lines.length === 0) return undefined
  const parts = lines
    .join(',')
    .split(',')
    .map((part) => part.trim())
  return name === 'accept-language' ? languages(parts) : parts.join(',')
}

/** Where nginx passes over blanks. */
const NEGOTIATED = /^accept-(?:charset|encoding|language)$/

/** Tags are of no case, and what stands first counts no more than what stands last: weights alone do (RFC 9110 section 12.5.4). */
function languages(parts: readonly string[]): string {
  return parts
    .map((part) => part.toLowerCase().replace(/\s*;\s*/g, ';'))
    .sort()
    .join(',')
}
