// The exchanges that have begun and are not over. A Set would do the same, but a Set that is added to and deleted from moves into a
// new table every few entries, and each table it leaves points on to the next one: once one of them has grown old, everything
// that was under way since then survives every quick collection (measured: half of the collector's time).

export interface UnderWay<One extends { place: number }> {
  add(one: One): void
  /** `one` must be in it. */
  remove(one: One): void
  /** Those of now; what is added or removed meanwhile changes nothing in the answer. */
  all(): readonly One[]
}

/** `place` is written by this alone. */
export function createUnderWay<One extends { place: number }>(): UnderWay<One> {
  const list: One[] = []
  return {
    add(one) {
      one.place = list.length
      list.push(one)
    },
    remove(one) {
      const last = list.pop()!
      if (last === one) return
      list[one.place] = last
      last.place = one.place
    },
    all: () => [...list],
  }
}
