// What is kept: entries by key, several to a key when they vary, the least recently used key going first when a bound is
// reached. Three bounds: how many entries, how large a body, how many bytes in all.
import type { HeaderList } from '../core/headers.ts'
import type { Part } from './parts.ts'
import type { Comparison, Selection } from './vary.ts'
import { agrees } from './vary.ts'

/** Times in milliseconds, on the clock of Tools.now. */
export interface Entry {
  readonly key: string
  readonly selection: Selection
  readonly status: number
  readonly reason: string
  /** As they came from the app, without Age and without what may not be given to others. */
  readonly headers: HeaderList
  readonly body: Uint8Array
  /** When the answer's head came. */
  readonly answered: number
  /** How old it was then. */
  readonly age: number
  readonly lifetime: number
  readonly revalidate: 'always' | 'stale' | 'may'
  readonly whileRevalidate: number
  readonly ifError: number
  /** The body is only this part of the whole. */
  readonly part?: Part
  /** The exchange that brought it. */
  readonly by: number
}

export interface Store {
  /** The newest entry that this request may be given, and whether the key has any at all. */
  find(key: string, request: HeaderList): { entry: Entry | undefined; known: boolean }
  /** False when it is too large. */
  put(entry: Entry): boolean
  /** In place of `old`, wherever that stands; nothing happens when it is gone. */
  replace(old: Entry, entry: Entry): void
  drop(entry: Entry): void
  /** Everything below that key, or everything; answers how many. */
  purge(key?: string): number
  entries(): readonly Entry[]
  readonly bytes: number
}

/** Beside the body: what an entry costs that has none. */
const OVERHEAD = 512

export function sizeOf({ key, headers, body, selection }: Entry): number {
  let size = OVERHEAD + key.length + body.byteLength
  for (const text of headers) size += text.length
  for (const text of selection) size += text?.length ?? 0
  return size
}

export function createStore(
  limits: { entries: number; body: number; bytes: number },
  comparison: Comparison = 'levelled',
): Store {
  // Map keeps the order of insertion: what is used is taken out and put in again, so the first key is the oldest.
  const byKey = new Map<string, Entry[]>()
  let count = 0
  let bytes = 0

  const setGroup = (key: string, group: Entry[]) => {
    byKey.delete(key)
    if (group.length > 0) byKey.set(key, group)
  }
  const account = (entry: Entry, sign: 1 | -1) => {
    count += sign
    bytes += sign * sizeOf(entry)
  }
  const remove = (entry: Entry): boolean => {
    const group = byKey.get(entry.key)
    if (!group?.includes(entry)) return false
    account(entry, -1)
    const rest = group.filter((other) => other !== entry)
    if (rest.length === 0) byKey.delete(entry.key)
    else byKey.set(entry.key, rest)
    return true
  }
  const makeRoom = (kept: Entry) => {
    for (const [, group] of byKey) {
      for (const entry of [...group].reverse()) {
        if (count <= limits.entries && bytes <= limits.bytes) return
        if (entry !== kept) remove(entry)
      }
    }
  }
  return {
    get bytes() {
      return bytes
    },
    find(key, request) {
      const group = byKey.get(key)
      if (!group) return { entry: undefined, known: false }
      const entry = group.find(({ selection }) => agrees(request, selection, comparison))
      if (entry) setGroup(key, group)
      return { entry, known: true }
    },
    put(entry) {
      if (entry.body.byteLength > limits.body || sizeOf(entry) > limits.bytes) return false
      // One for each selection; the newest stands first, so of entries that both match the newer one is used.
      const rest = (byKey.get(entry.key) ?? []).filter((other) => {
        const same =
          other.selection.length === entry.selection.length &&
          other.selection.every((value, i) => value === entry.selection[i])
        if (same) account(other, -1)
        return !same
      })
      setGroup(entry.key, [entry, ...rest])
      account(entry, 1)
      makeRoom(entry)
      return true
    },
    replace(old, entry) {
      const group = byKey.get(old.key)
      if (!group?.includes(old)) return
      account(old, -1)
      account(entry, 1)
      setGroup(old.key, [entry, ...group.filter((other) => other !== old)])
      makeRoom(entry)
    },
    drop: remove,
    purge(key) {
      const gone = key === undefined ? [...byKey.values()].flat() : (byKey.get(key) ?? [])
      for (const entry of gone) remove(entry)
      return gone.length
    },
    entries: () => [...byKey.values()].flat(),
  }
}
