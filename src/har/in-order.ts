// Exchanges in the order of their start. Browsers list them as they ended or as pages began, so one may stand some way behind its
// place; but not the whole file away, and the whole file need not be held to put it right.
import type { Seen } from '../core/events.ts'

export interface InOrder {
  /** Answers those that nothing can come before any more. */
  add(one: Seen): readonly Seen[]
  rest(): readonly Seen[]
  /** Such as came too late for their place. */
  late(): number
}

const MOST = { exchanges: 5000, characters: 16_000_000 }

export function inOrder(most: { exchanges: number; characters: number } = MOST): InOrder {
  let held: Seen[] = []
  let weight = 0
  let passed = Number.NEGATIVE_INFINITY
  let late = 0
  const release = (count: number) => {
    const out = held.slice(0, count)
    held = held.slice(count)
    for (const one of out) weight -= weightOf(one)
    passed = Math.max(passed, out.at(-1)?.at ?? passed)
    return out
  }
  return {
    add(one) {
      if (one.at < passed) late += 1
      let place = held.length
      while (place > 0 && held[place - 1]!.at > one.at) place -= 1
      held.splice(place, 0, one)
      weight += weightOf(one)
      const full = held.length > most.exchanges || weight > most.characters
      return full ? release(Math.ceil(held.length / 2)) : []
    },
    rest: () => release(held.length),
    late: () => late,
  }
}

function weightOf({ browser: { request, response } }: Seen): number {
  let sum = request.target.length
  for (const text of request.headers) sum += text.length
  for (const text of response?.headers ?? []) sum += text.length
  return sum
}
