// One page that reads along. It has a place in the timeline and is sent what comes after it, a little at a time: as much as a few
// milliseconds allow, and nothing while its socket has bytes waiting. So a slow page costs no memory but the timeline's own, and
// a busy proxy little time; a page that falls too far behind is told how many events it was not shown.
import type { Timeline } from '../proxy/timeline.ts'
import { inShort } from './in-short.ts'
import type { FromServer, ShortEvent } from './protocol.ts'

export interface Pipe {
  send(text: string): void
  readonly bufferedAmount: number
}

export interface Pace {
  /** Bytes that may wait in a socket. */
  readonly waiting: number
  /** Events to a message. */
  readonly most: number
  /** Milliseconds of work in one go. */
  readonly work: number
  /** A page that has seen everything once and is then this many events behind is taken to the newest. */
  readonly lag: number
}

export const PACE: Pace = { waiting: 1_000_000, most: 400, work: 6, lag: 4000 }

export function createReader(timeline: Timeline, pipe: Pipe, start: number, pace: Pace = PACE) {
  let next = start
  let seenAll = false
  const tell = (message: FromServer) => pipe.send(JSON.stringify(message))
  return {
    /** Sends what it can; true when there is more. */
    go(): boolean {
      const end = timeline.end()
      if (next >= end) {
        seenAll = true
        return false
      }
      if (pipe.bufferedAmount > pace.waiting) return true
      const began = performance.now()
      let from = next
      if (seenAll && end - next > pace.lag) from = end - Math.floor(pace.lag / 4)
      const { first, events } = timeline.since(from, pace.most)
      if (first > next) tell({ t: 'skipped', count: first - next })
      const list: ShortEvent[] = []
      for (const event of events) {
        list.push(inShort(event))
        if (performance.now() - began > pace.work) break
      }
      next = first + list.length
      if (list.length > 0) tell({ t: 'events', first, list })
      return next < timeline.end()
    },
  }
}

export type Reader = ReturnType<typeof createReader>
