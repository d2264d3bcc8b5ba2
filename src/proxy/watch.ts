// Watching an exchange: what is noted while it goes on, and the event it becomes. Nothing of this exists for a front that
// nobody watches. The session hears of a request when it arrives and of the answer when its head goes out, since that is when
// a browser acts; the timeline hears of both together when the exchange is over.
import { performance } from 'node:perf_hooks'
import type { CookieEvent, ExchangeEvent, FindingEvent, Seen } from '../core/events.ts'
import type { ResponseHead } from '../core/exchange.ts'
import type { Run } from '../core/run.ts'
import type { Incoming } from './incoming.ts'
import type { Peek } from './peek.ts'
import { peekAt } from './peek.ts'
import type { Draft } from './tell.ts'
import { beginTelling, tellAnswer } from './tell.ts'
import type { Timeline } from './timeline.ts'
import type { UnderWay } from './under-way.ts'
import { createUnderWay } from './under-way.ts'

/** What is remembered between exchanges; see src/session. */
export interface Observer {
  /** The request has arrived; answers which browser it came from and what to hand back with the answer. */
  request(seen: Seen): { readonly client: string }
  /** The response head is out (or never will be). The event stays the same object until it is told. */
  response(
    seen: ExchangeEvent,
    opened: { readonly client: string },
    how: { readonly bodyFollows: boolean },
  ): readonly (CookieEvent | FindingEvent)[]
  /** After `response` with a body to follow: what that said is in `says`. */
  bodyRead?(seen: ExchangeEvent, moments: readonly (CookieEvent | FindingEvent)[]): readonly FindingEvent[]
}

export interface Watched {
  head(head: ResponseHead, end: 'complete' | 'upgraded'): void
  piece(chunk: Uint8Array): void
  /** The body is whole; before the browser has its end. */
  bodyEnd(): void
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
  const open = createUnderWay<WatchedExchange>()
  const sweep = setInterval(() => {
    const now = performance.now()
    for (const one of open.all()) if (one.due <= now) one.tellNow()
  }, 250)
  sweep.unref()
  let failed = false
  // A fault in here must never reach the traffic, and is told once.
  const guarded: Guard = (work) => {
    try {
      return work()
    } catch (error) {
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
      if (!failed) problem(`the cookie ledger failed, traffic goes on: ${told}`)
      failed = true
      return undefined
    }
  }
  return {
    begin(run, incoming, plumbing, started) {
      const watched = new WatchedExchange(run, incoming, plumbing, started, { timeline, observer, guarded, open })
      open.add(watched)
      return watched
    },
    flush() {
      for (const one of open.all()) one.tellNow()
    },
    close: () => clearInterval(sweep),
  }
}

type Guard = <T>(work: () => T) => T | undefined

interface Surroundings {
  readonly timeline: Timeline
  readonly observer: Observer | undefined
  readonly guarded: Guard
  readonly open: UnderWay<WatchedExchange>
}

class WatchedExchange implements Watched {
  place = 0
  due = Number.POSITIVE_INFINITY
  readonly #run: Run
  readonly #started: number
  readonly #around: Surroundings
  readonly #event: Draft
  readonly #opened: { readonly client: string } | undefined
  #bytes = 0
  #peek: Peek | undefined
  #told = false
  #answered = false
  #moments: readonly (CookieEvent | FindingEvent)[] = NONE

  constructor(run: Run, incoming: Incoming, plumbing: boolean, started: number, around: Surroundings) {
    this.#run = run
    this.#started = started
    this.#around = around
    this.#event = beginTelling(run, incoming, plumbing)
    const { observer, guarded } = around
    this.#opened = plumbing || !observer ? undefined : guarded(() => observer.request(this.#event))
    if (this.#opened) this.#event.client = this.#opened.client
  }

  head(head: ResponseHead, kind: 'complete' | 'upgraded'): void {
    this.#event.end = kind
    this.#event.headMs = this.#since()
    this.due = performance.now() + STREAMING_AFTER
    this.#answer(head)
    if (kind === 'upgraded') this.#publish()
  }

  piece(chunk: Uint8Array): void {
    this.#bytes += chunk.length
    this.#peek?.take(chunk)
  }

  bodyEnd(): void {
    const says = this.#peek?.end()
    if (says && !this.#told) this.#event.says = says
    this.#diagnose()
  }

  cut(): void {
    if (!this.#told) this.#event.end = 'cut-by-front'
  }

  broken(): void {
    if (!this.#told) this.#event.end = 'broken-by-app'
  }

  unanswered(): void {
    if (this.#told) return
    this.#event.end = 'aborted-by-browser'
    this.#publish()
  }

  closed(finished: boolean): void {
    if (this.#told) return
    if (!finished && this.#event.end === 'complete') this.#event.end = 'aborted-by-browser'
    this.#publish()
  }

  tellNow(): void {
    if (this.#told) return
    if (this.#event.end === 'complete') this.#event.end = 'streaming'
    this.#publish()
  }

  #since(): number {
    return Math.round((performance.now() - this.#started) * 10) / 10
  }

  #answer(head: ResponseHead | undefined): void {
    if (this.#answered) return
    this.#answered = true
    const event = this.#event
    event.ms = this.#since()
    tellAnswer(event, this.#run, head)
    const { observer, guarded } = this.#around
    const opened = this.#opened
    if (!observer || !opened) return
    if (head && observer.bodyRead) this.#peek = peekAt(event, head)
    const how = { bodyFollows: this.#peek !== undefined }
    this.#moments = guarded(() => observer.response(event, opened, how)) ?? NONE
  }

  /** What waited for the body. */
  #diagnose(): void {
    if (!this.#peek) return
    this.#peek = undefined
    const { observer, guarded } = this.#around
    const found = guarded(() => observer!.bodyRead!(this.#event, this.#moments)) ?? NONE
    if (found.length > 0) this.#moments = [...this.#moments, ...found]
  }

  #publish(): void {
    if (this.#told) return
    this.#told = true
    const { timeline, open } = this.#around
    open.remove(this)
    this.#answer(undefined)
    this.#diagnose()
    this.#event.ms = this.#since()
    this.#event.bytes = { request: 0, response: this.#bytes }
    timeline.publish(this.#event)
    for (const moment of this.#moments) timeline.publish(moment)
  }
}

const NONE: readonly never[] = []
