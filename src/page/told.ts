// What happened to cookies in each exchange, by its number: for filters, and for the badges of a list.
import type { Moment } from './store.ts'

let seen = 0
let last: Moment | undefined
let known = new Map<number, Set<string>>()

/** Grows with the list; begins anew when that was cut or cleared. */
export function toldOf(moments: readonly Moment[]): ReadonlyMap<number, ReadonlySet<string>> {
  if (moments.length < seen || (seen > 0 && moments[seen - 1] !== last)) {
    known = new Map()
    seen = 0
  }
  for (const { exchange, moment } of moments.slice(seen))
    known.set(exchange, (known.get(exchange) ?? new Set()).add(moment))
  seen = moments.length
  last = moments.at(-1)
  return known
}
