// Cache-Control as it comes: names without case, values bare or quoted, commas inside quotes no separators, and no
// mistake makes the rest unreadable (RFC 9111 section 5.2). Of a directive that is given twice the first one counts.

/** Directive names in lower case; `true` for one without a value. */
export type Directives = ReadonlyMap<string, string | true>

export const NO_DIRECTIVES: Directives = new Map()

export function parseDirectives(lines: readonly string[]): Directives {
  if (lines.length === 0) return NO_DIRECTIVES
  const found = new Map<string, string | true>()
  for (const member of splitList(lines.join(','))) {
    const equals = member.indexOf('=')
    const name = (equals < 0 ? member : member.slice(0, equals)).toLowerCase()
    if (name !== '' && !found.has(name)) found.set(name, equals < 0 ? true : unquoted(member.slice(equals + 1)))
  }
  return found
}

/** Members of a comma-separated list, trimmed, without empty ones; commas between quotes belong to their member. */
export function splitList(text: string): string[] {
  const members: string[] = []
  let start = 0
  let inQuotes = false
  for (let i = 0; i <= text.length; i++) {
    const c = text[i]
    if (inQuotes && c === '\\') i++
    else if (c === '"') inQuotes = !inQuotes
    else if (c === undefined || (c === ',' && !inQuotes)) {
      const member = text.slice(start, i).trim()
      if (member !== '') members.push(member)
      start = i + 1
    }
  }
  // A quote that never closes hides nothing: what is left stands as one member.
  const rest = text.slice(start).trim()
  if (start <= text.length && rest !== '' && inQuotes) members.push(rest)
  return members
}

function unquoted(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value
}

/** No clock runs longer (RFC 9111 section 1.2.2 names 2^31 as the greatest value that has to be told apart). */
export const LONGEST = 2 ** 31

/** Seconds of a directive; 0 when it is there but no non-negative integer, which makes the answer stale (RFC 9111 section 4.2.1). */
export function deltaSeconds(directives: Directives, name: string): number | undefined {
  const value = directives.get(name)
  if (value === undefined) return undefined
  return value !== true && /^\d+$/.test(value) ? Math.min(Number(value), LONGEST) : 0
}

/** Field names listed by `no-cache="a, b"` or `private="a"`, in lower case; undefined when the directive stands alone or is absent. */
export function listedFields(directives: Directives, name: string): string[] | undefined {
  const value = directives.get(name)
  if (value === undefined || value === true) return undefined
  return splitList(value).map((field) => field.toLowerCase())
}
