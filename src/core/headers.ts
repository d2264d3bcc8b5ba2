// A header list is what is on the wire: [name, value, name, value, ...] with order, case and duplicates kept.
// It is never changed in place: every function here answers the very same list when there was nothing to do, so
// `before === after` is how the whole program knows that a head was left alone.

/** Alternating names and values, exactly as Node's `rawHeaders` gives and `writeHead` takes them. */
export type HeaderList = readonly string[]

export const NO_HEADERS: HeaderList = Object.freeze([] as string[])

/** Field names are case-insensitive (RFC 9110 section 5.1); comparing lengths first keeps the hot path cheap. */
export function sameName(a: string, b: string): boolean {
  return a.length === b.length && (a === b || a.toLowerCase() === b.toLowerCase())
}

/** The first value of a field, or undefined. */
export function get(list: HeaderList, name: string): string | undefined {
  for (let i = 0; i < list.length; i += 2) if (sameName(list[i]!, name)) return list[i + 1]
  return undefined
}

/** Every value of a field, in order of its lines. */
export function getAll(list: HeaderList, name: string): string[] {
  const values: string[] = []
  for (let i = 0; i < list.length; i += 2) if (sameName(list[i]!, name)) values.push(list[i + 1]!)
  return values
}

/** Both lists have the same lines of that name, in the same order. */
export function sameLines(a: HeaderList, b: HeaderList, name: string): boolean {
  let other = 0
  for (let i = 0; i < a.length; i += 2) {
    if (!sameName(a[i]!, name)) continue
    while (other < b.length && !sameName(b[other]!, name)) other += 2
    if (a[i + 1] !== b[other + 1]) return false
    other += 2
  }
  while (other < b.length && !sameName(b[other]!, name)) other += 2
  return other >= b.length
}

export function has(list: HeaderList, name: string): boolean {
  for (let i = 0; i < list.length; i += 2) if (sameName(list[i]!, name)) return true
  return false
}

/** The list members of a comma-separated field, over all its lines, trimmed, without empty ones (RFC 9110 section 5.6.1). */
export function members(list: HeaderList, name: string): string[] {
  const found: string[] = []
  for (const value of getAll(list, name)) {
    for (const part of value.split(',')) {
      const member = part.trim()
      if (member !== '') found.push(member)
    }
  }
  return found
}

/** A further line at the end, whatever is there already. */
export function add(list: HeaderList, name: string, value: string): HeaderList {
  return [...list, name, value]
}

/** One line of that name and value: in place of the first one there, else at the end; further lines of the name go. */
export function set(list: HeaderList, name: string, value: string): HeaderList {
  const out: string[] = []
  let placed = false
  let same = true
  for (let i = 0; i < list.length; i += 2) {
    if (!sameName(list[i]!, name)) {
      out.push(list[i]!, list[i + 1]!)
    } else if (!placed) {
      placed = true
      same = same && list[i] === name && list[i + 1] === value
      out.push(name, value)
    } else {
      same = false
    }
  }
  if (placed) return same ? list : out
  out.push(name, value)
  return out
}

/** The list without every line of that name. */
export function without(list: HeaderList, name: string): HeaderList {
  return filter(list, (other) => !sameName(other, name))
}

/** The lines for which `keep` holds. */
export function filter(list: HeaderList, keep: (name: string, value: string) => boolean): HeaderList {
  let out: string[] | undefined
  for (let i = 0; i < list.length; i += 2) {
    if (keep(list[i]!, list[i + 1]!)) out?.push(list[i]!, list[i + 1]!)
    else out ??= list.slice(0, i)
  }
  return out ?? list
}

/** Each value of a field replaced by what `change` answers: a string, several lines, or undefined to drop the line. */
export function mapValues(
  list: HeaderList,
  name: string,
  change: (value: string) => string | readonly string[] | undefined,
): HeaderList {
  let out: string[] | undefined
  for (let i = 0; i < list.length; i += 2) {
    const [key, value] = [list[i]!, list[i + 1]!]
    if (!sameName(key, name)) {
      out?.push(key, value)
      continue
    }
    const next = change(value)
    if (next === value) {
      out?.push(key, value)
      continue
    }
    out ??= list.slice(0, i)
    if (typeof next === 'string') out.push(key, next)
    else if (next) for (const line of next) out.push(key, line)
  }
  return out ?? list
}

/** Every line of one name gets another name; values and places stay. */
export function rename(list: HeaderList, from: string, to: string): HeaderList {
  let out: string[] | undefined
  for (let i = 0; i < list.length; i += 2) {
    if (!sameName(list[i]!, from) || list[i] === to) continue
    out ??= [...list]
    out[i] = to
  }
  return out ?? list
}

/** [name, value] for every line, for code off the hot path. */
export function pairs(list: HeaderList): [name: string, value: string][] {
  const out: [string, string][] = []
  for (let i = 0; i < list.length; i += 2) out.push([list[i]!, list[i + 1]!])
  return out
}

export function fromPairs(entries: Iterable<readonly [string, string]>): HeaderList {
  const out: string[] = []
  for (const [name, value] of entries) out.push(name, value)
  return out
}

/** Two lists say the same: names without case, and order only among the lines of one name (RFC 9110 section 5.3). */
export function equivalent(a: HeaderList, b: HeaderList): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  const names = new Set<string>()
  for (let i = 0; i < a.length; i += 2) names.add(a[i]!.toLowerCase())
  for (const name of names) {
    const [left, right] = [getAll(a, name), getAll(b, name)]
    if (left.length !== right.length || left.some((value, i) => value !== right[i])) return false
  }
  return true
}
