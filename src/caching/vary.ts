// Vary (RFC 9111 section 4.1): an entry answers only requests that agree with the one that brought it in every field it names.
import type { HeaderList } from '../core/headers.ts'
import { getAll, members } from '../core/headers.ts'
import type { Policy } from './policy.ts'

/** What the first request said in the fields that count: name, value, name, value; '' and absent are told apart. */
export type Selection = readonly (string | undefined)[]

/** Names in lower case, or why the answer cannot be stored. */
export function varyNames(headers: HeaderList, { respect, except, deny }: Policy['vary']): string[] | { why: string } {
  const names = [...new Set(members(headers, 'vary').map((name) => name.toLowerCase()))]
  const denied = names.find((name) => deny.has(name))
  if (denied !== undefined) return { why: `Vary: ${denied}` }
  if (!respect) return []
  if (names.includes('*')) return { why: 'Vary: *' }
  return names.filter((name) => !except.has(name))
}

export function select(headers: HeaderList, names: readonly string[]): Selection {
  return names.flatMap((name) => [name, fieldValue(headers, name)])
}

export function agrees(headers: HeaderList, selection: Selection): boolean {
  for (let i = 0; i < selection.length; i += 2) {
    if (fieldValue(headers, selection[i]!) !== selection[i + 1]) return false
  }
  return true
}

/** Lines joined, blanks around commas levelled: what may be normalised without knowing the field. */
function fieldValue(headers: HeaderList, name: string): string | undefined {
  const lines = getAll(headers, name)
  if (lines.length === 0) return undefined
  return lines
    .join(',')
    .split(',')
    .map((part) => part.trim())
    .join(',')
}
