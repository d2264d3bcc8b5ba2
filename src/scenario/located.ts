// YAML values that know where they stand: what people wrote, and the place to point at when it is wrong. Values from
// several files are mixed when one scenario extends another, so each carries its own place.
import type { Place } from './place.ts'

export interface LocatedScalar {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** It stands for a param: a number becomes text where text is wanted. */
  readonly param?: true
  readonly at: Place
}
export interface LocatedList {
  readonly kind: 'list'
  readonly items: readonly Located[]
  readonly at: Place
}
export interface Entry {
  /** Where the key stands. */
  readonly key: Place
  readonly value: Located
}
export interface LocatedMap {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, Entry>
  readonly at: Place
}
export type Located = LocatedScalar | LocatedList | LocatedMap

/** The value alone. */
export function plain(located: Located): unknown {
  if (located.kind === 'scalar') return located.value
  if (located.kind === 'list') return located.items.map(plain)
  return Object.fromEntries([...located.entries].map(([key, { value }]) => [key, plain(value)]))
}

/** The value at a key of a map; undefined for anything else. */
export function at(located: Located | undefined, key: string): Located | undefined {
  return located?.kind === 'map' ? located.entries.get(key)?.value : undefined
}

/** What stands at the end of a path, or the nearest place above it when the path leads on to nothing. */
export function follow(located: Located, path: readonly PropertyKey[]): { place: Place; found: Located | undefined } {
  let now = located
  let place = located.at
  for (const step of path) {
    const entry = now.kind === 'map' ? now.entries.get(String(step)) : undefined
    const next = now.kind === 'list' ? now.items[Number(step)] : entry?.value
    if (!next) return { place, found: undefined }
    now = next
    // A map or list may be long: its key says better where it is.
    place = now.kind !== 'scalar' && entry ? entry.key : now.at
  }
  return { place, found: now }
}

/** Every scalar replaced by what `change` answers; the same value when nothing was. */
export function mapScalars(located: Located, change: (scalar: LocatedScalar) => Located): Located {
  if (located.kind === 'scalar') return change(located)
  if (located.kind === 'list') {
    const items = located.items.map((item) => mapScalars(item, change))
    return items.every((item, i) => item === located.items[i]) ? located : { ...located, items }
  }
  const entries = new Map<string, Entry>()
  let same = true
  for (const [name, { key, value }] of located.entries) {
    const changed = mapScalars(value, change)
    same &&= changed === value
    entries.set(name, { key, value: changed })
  }
  return same ? located : { ...located, entries }
}

/** The value with another one at the end of a path that leads to a scalar. */
export function replaceAt(located: Located, path: readonly PropertyKey[], scalar: LocatedScalar): Located {
  const [step, ...rest] = path
  if (step === undefined) return scalar
  if (located.kind === 'list') {
    return {
      ...located,
      items: located.items.map((item, i) => (i === Number(step) ? replaceAt(item, rest, scalar) : item)),
    }
  }
  const entry = located.kind === 'map' ? located.entries.get(String(step)) : undefined
  if (located.kind !== 'map' || !entry) return located
  const entries = new Map(located.entries)
  entries.set(String(step), { ...entry, value: replaceAt(entry.value, rest, scalar) })
  return { ...located, entries }
}

/** For messages: `the text "abc"`, `the number 5`, `a list`. */
export function described(located: Located): string {
  if (located.kind !== 'scalar') return `a ${located.kind}`
  const { value } = located
  if (value === null) return 'nothing'
  if (typeof value !== 'string') return `${typeof value === 'number' ? 'the number ' : ''}${value}`
  return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value)}`
}

/** As it is written in the file, quotes and all. */
export function written({ at: { source, start, end } }: Located): string {
  return source.text.slice(start, end)
}
