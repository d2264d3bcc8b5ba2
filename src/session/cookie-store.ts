// Where cookies lie: by registrable domain, since every question a browser asks (what to send, what to replace, how many are there)
// stays within one. tough-cookie's own store knows no partitions and keeps no age across a rewrite, so it is not used here.
import { droppingOrder, isExpired, isSameCookie, type StoredCookie } from './stored-cookie.ts'

export interface CookieStore {
  /** The cookies of a site (`Host.group`), in order of their last change. Not to be changed. */
  of(group: string): readonly StoredCookie[]
  all(): StoredCookie[]
  find(group: string, like: StoredCookie): StoredCookie | undefined
  put(group: string, cookie: StoredCookie): void
  remove(group: string, cookie: StoredCookie): void
  /** `cookie` comes, as the latest one, and `before`, which is there, goes. */
  replace(group: string, before: StoredCookie, cookie: StoredCookie): void
  /** Takes out what has ended by `now`. */
  expire(group: string, now: number): readonly StoredCookie[]
  /** Takes out the least recently used ones while there are more than `most`. */
  shrink(most: number): readonly StoredCookie[]
}

const NONE: readonly StoredCookie[] = []

export function createCookieStore(): CookieStore {
  const groups = new Map<string, StoredCookie[]>()
  let size = 0

  function remove(group: string, cookie: StoredCookie): void {
    const list = groups.get(group)
    const at = list?.indexOf(cookie) ?? -1
    if (!list || at < 0) return
    list.splice(at, 1)
    size -= 1
    if (list.length === 0) groups.delete(group)
  }

  return {
    of: (group) => groups.get(group) ?? NONE,
    all: () => [...groups.values()].flat(),
    find: (group, like) => groups.get(group)?.find((cookie) => isSameCookie(cookie, like)),
    put(group, cookie) {
      const list = groups.get(group)
      if (list) list.push(cookie)
      else groups.set(group, [cookie])
      size += 1
    },
    remove,
    // Not one after the other: a site's only cookie would take its whole list along, with every answer that sets it anew.
    replace(group, before, cookie) {
      const list = groups.get(group)
      const at = list?.indexOf(before) ?? -1
      if (!list || at < 0) return
      list.splice(at, 1)
      list.push(cookie)
    },
    expire(group, now) {
      const list = groups.get(group)
      if (!list?.some((cookie) => isExpired(cookie, now))) return NONE
      const gone = list.filter((cookie) => isExpired(cookie, now))
      for (const cookie of gone) remove(group, cookie)
      return gone
    },
    shrink(most) {
      if (size <= most) return NONE
      const gone = [...groups.values()]
        .flat()
        .sort(droppingOrder)
        .slice(0, size - most)
      const leaving = new Set(gone)
      for (const [group, list] of groups) {
        const left = list.filter((cookie) => !leaving.has(cookie))
        if (left.length === 0) groups.delete(group)
        else groups.set(group, left)
      }
      size -= gone.length
      return gone
    },
  }
}
