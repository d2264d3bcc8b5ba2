// Which exchanges have begun and are not told yet. Traffic that nothing is said about (the dev server's own) does not count.
import type { ExchangeEvent, Seen, TimelineEvent } from '../core/events.ts'
import type { Watching } from '../findings/watching.ts'

export interface Settling extends Watching {
  /** For the timeline. */
  told(event: TimelineEvent): void
  /** When none is under way, or after so many milliseconds. */
  settled(most: number): Promise<void>
}

export function settling(watching: Watching): Settling {
  const open = new Set<ExchangeEvent['id']>()
  const waiting = new Set<() => void>()
  return {
    ...watching,
    request(seen: Seen) {
      open.add(seen.id)
      return watching.request(seen)
    },
    told(event) {
      if (event.type !== 'exchange') return
      open.delete(event.id)
      if (open.size === 0) for (const done of waiting) done()
    },
    async settled(most) {
      // What a client has just read may not have been noticed on this side of the socket.
      await new Promise((done) => setImmediate(done))
      if (open.size === 0) return
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(late)
          waiting.delete(done)
          // The moments of an exchange are told right after it.
          setImmediate(resolve)
        }
        const late = setTimeout(done, most)
        waiting.add(done)
      })
    },
  }
}
