// The one stream that everything is told on. It remembers the latest events, within a bound, so that a reader who comes late
// (a page, `watch`) sees what happened before; a reader that throws is told on stderr once and left out.
import type { TimelineEvent } from '../core/events.ts'

export interface Timeline {
  publish(event: TimelineEvent): void
  /** Answers the function that ends the subscription. */
  subscribe(listener: (event: TimelineEvent) => void): () => void
  /** The latest events, oldest first. */
  events(): readonly TimelineEvent[]
  /** At most that many, from sequence number `start` on; `first` is the number of the first one answered, later when older ones went. */
  since(start: number, most: number): { readonly first: number; readonly events: readonly TimelineEvent[] }
  /** The sequence number that the next event gets: how many were ever told. */
  end(): number
  clear(): void
}

/** Counted in characters of headers rather than events: an exchange with 60 kB of cookies is worth a hundred small ones. */
const BOUND = { events: 20_000, weight: 32_000_000 }

export function createTimeline(bound: { events: number; weight: number } = BOUND): Timeline {
  let kept: TimelineEvent[] = []
  let first = 0
  /** Told and no longer kept, beside those before `first`. */
  let gone = 0
  let weight = 0
  const listeners = new Set<(event: TimelineEvent) => void>()
  return {
    publish(event) {
      kept.push(event)
      weight += weightOf(event)
      while (kept.length - first > bound.events || (weight > bound.weight && kept.length - first > 1)) {
        weight -= weightOf(kept[first]!)
        first += 1
      }
      if (first > 1024 && first > kept.length / 2) {
        kept = kept.slice(first)
        gone += first
        first = 0
      }
      for (const listener of listeners) {
        try {
          listener(event)
        } catch (error) {
          listeners.delete(listener)
          process.stderr.write(
            `repro-proxy: a view of the timeline failed and is left out from here on: ${String(error)}\n`,
          )
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    events: () => kept.slice(first),
    since(start, most) {
      const at = Math.max(first, start - gone)
      return { first: gone + at, events: kept.slice(at, at + most) }
    },
    end: () => gone + kept.length,
    clear() {
      gone += kept.length
      kept = []
      first = 0
      weight = 0
    },
  }
}

function weightOf(event: TimelineEvent): number {
  if (event.type !== 'exchange') return 400
  let sum = 1000
  const lists = [
    event.browser.request.headers,
    event.browser.response?.headers,
    event.app?.request.headers,
    event.app?.response?.headers,
  ]
  for (const list of lists) if (list) for (const item of list) sum += item.length
  return sum
}
