// Watching an exchange: what is noted while it goes on, and the event it becomes. Nothing of this exists for a front that
// nobody watches. The session hears of a request when it arrives and of the answer when its head goes out, since that is when
// a browser acts; the timeline hears of both together when the exchange is over.
import { performance } from 'node:perf_hooks'
import type { CookieEvent, ExchangeEvent, FindingEvent, Seen } from '../core/events.ts'
import type { ResponseHead } from '../core/exchange.ts'
import type { Run } from '../core/run.ts'
import type { Incoming } from './incoming.ts'
import { tell } from './tell.ts'
import type { Timeline } from './timeline.ts'

/** What is remembered between exchanges; see src/session. */
export interface Observer {
  /** The request has arrived; answers which browser it came from and what to hand back with the answer. */
  request(seen: Seen): { readonly client: string }
  /** The response head is out (or never will be). */
  response(seen: Seen, opened: { readonly client: string }): readonly (CookieEvent | FindingEvent)[]
}

export interface Watched {
  head(head: ResponseHead, end: 'complete' | 'upgraded'): void
  count(bytes: number): void
  cut(): void
  broken(): void
  unanswered(): void
  closed(finished: boolean): void
}

export interface Watch {
  begin(run: Run, incoming: Incoming, plumbing: boolean, started: number): Watched
  /** Tells what is still under way; for the end of the proxy. */
  flush(): void
  close(): void
}

/** A stream that goes on is told after this many milliseconds, instead of when it ends (which may be never). */
const STREAMING_AFTER = 1000

export function createWatch(
  timeline: Timeline,
  observer: Observer | undefined,
  problem: (text: string) => void,
): Watch {
  const open = new Set<{ due: number; tell(): void }>()
  const sweep = setInterval(() => {
    const now = performance.now()
    for (const one of open) if (one.due <= now) one.tell()
  }, 250)
  sweep.unref()
  let failed = false
  // A fault in here must never reach the traffic, and is told once.
  const guarded = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (!failed)
        problem(
          `the cookie ledger failed, traffic goes on: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        )
      failed = true
      return undefined
    }
  }

  function begin(run: Run, incoming: Incoming, plumbing: boolean, started: number): Watched {
    let sent: ResponseHead | undefined
    let headMs = 0
    let bytes = 0
    let end: ExchangeEvent['end'] = 'complete'
    let told = false
    let moments: readonly (CookieEvent | FindingEvent)[] = []
    const since = () => Math.round((performance.now() - started) * 10) / 10
    // Told when the request is in, when the head is out and when all is over; the differences of the heads are worked out once.
    let base: Seen | undefined
    const seen = (): Seen => {
      const outcome = { incoming, sent, headMs, ms: since(), end, plumbing, bytes: { request: 0, response: bytes } }
      if (!sent) return tell(run, outcome)
      base ??= tell(run, outcome)
      return { ...base, ms: outcome.ms, end, bytes: outcome.bytes }
    }
    const opened = plumbing ? undefined : guarded(() => observer?.request(seen()))
    let answered = false
    const answer = () => {
      if (answered) return
      answered = true
      if (observer && opened) moments = guarded(() => observer.response(seen(), opened)) ?? []
    }
    const publish = () => {
      if (told) return
      told = true
      open.delete(entry)
      answer()
      timeline.publish({ ...seen(), client: opened?.client ?? '' })
      for (const moment of moments) timeline.publish(moment)
    }
    const entry = {
      due: Number.POSITIVE_INFINITY,
      tell() {
        if (end === 'complete') end = 'streaming'
        publish()
      },
    }
    open.add(entry)
    return {
      head(head, kind) {
        sent = head
        end = kind
        headMs = since()
        entry.due = performance.now() + STREAMING_AFTER
        answer()
        if (kind === 'upgraded') publish()
      },
      count: (length) => {
        bytes += length
      },
      cut: () => {
        end = 'cut-by-front'
      },
      broken: () => {
        end = 'broken-by-app'
      },
      unanswered() {
        end = 'aborted-by-browser'
        publish()
      },
      closed(finished) {
        if (!finished && end === 'complete') end = 'aborted-by-browser'
        publish()
      },
    }
  }
  return {
    begin,
    flush() {
      for (const one of open) one.tell()
    },
    close: () => clearInterval(sweep),
  }
}
