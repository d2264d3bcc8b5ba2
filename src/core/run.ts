// One exchange under way: the facts a step may ask for, and what the engine notes while it goes down and up the chain.
import { Readable } from 'node:stream'
import { readableOf } from './body.ts'
import { Cancellation } from './cancellation.ts'
import type { Chain, Change, Step } from './chain.ts'
import { answerOf, down, fail, retried, up } from './chain.ts'
import type {
  Answer,
  Attempt,
  Exchange,
  Peer,
  PublicOrigin,
  RequestHead,
  ResponseHead,
  Upstream,
  UpstreamFailure,
} from './exchange.ts'
import { UpstreamError } from './exchange.ts'
import type { RequestKind } from './kind.ts'
import { kindOf } from './kind.ts'
import type { Route } from './sites.ts'
import { routeOf } from './sites.ts'
import { staleConnection } from './stale-connection.ts'

/** Sends a head to the app. The only way out of the chain; rejects with UpstreamError when no head comes back. */
export type Forward = (head: RequestHead, run: Run) => Promise<Answer>

export interface RunFacts {
  readonly id: number
  readonly startedAt: number
  readonly chain: Chain
  readonly request: RequestHead
  readonly origin: PublicOrigin
  readonly upstreams: readonly Upstream[]
  readonly peer: Peer
  readonly localPort: number
  readonly cancellation: Cancellation
  readonly forward: Forward
  /** The browser's request body; null when the request has none. */
  readonly body: Readable | Uint8Array | null
  readonly visit?: Exchange['visit']
  /** Someone watches: note changes and attempts. */
  readonly watched: boolean
}

export class Run implements Exchange {
  readonly id: number
  readonly startedAt: number
  readonly chain: Chain
  readonly request: RequestHead
  readonly origin: PublicOrigin
  readonly upstreams: readonly Upstream[]
  readonly cancellation: Cancellation
  readonly visit: Exchange['visit']
  readonly changes: Change[] | undefined
  /** The last one is what the browser's answer is made of. */
  readonly attempts: Attempt[]
  readonly story: string[]
  /** The step that answered by itself, if one did. */
  answeredBy: Step | undefined = undefined
  failure: UpstreamFailure | undefined = undefined
  /** The exchange in which the app gave the answer that is used again here. */
  source: number | undefined = undefined
  /** Nobody waits for the answer of this pass. */
  readonly background: boolean
  body: Readable | Uint8Array | null
  /** Index of the step at work. */
  at = 0
  readonly #peer: Peer
  readonly #localPort: number
  readonly #forward: Forward
  readonly #parent: Run | undefined
  readonly route: Route | undefined
  #skipped: Set<number> | undefined = undefined
  #kind: RequestKind | undefined = undefined
  #entered: RequestHead[] | undefined = undefined

  /** `parent`: this is another pass of the same exchange, and what is noted belongs to that one. */
  constructor(facts: RunFacts, parent?: Run, background = false) {
    this.id = facts.id
    this.startedAt = facts.startedAt
    this.chain = facts.chain
    this.request = facts.request
    this.origin = facts.origin
    this.upstreams = facts.upstreams
    this.cancellation = facts.cancellation
    this.body = facts.body
    this.visit = facts.visit
    this.changes = parent ? parent.changes : facts.watched ? [] : undefined
    this.attempts = parent ? parent.attempts : []
    this.story = parent ? parent.story : []
    this.background = background
    this.#parent = parent
    this.#peer = facts.peer
    this.#localPort = facts.localPort
    this.#forward = facts.forward
    this.route = facts.chain.sited && routeOf(facts.chain.hops, facts.request, facts.origin)
  }

  get signal(): AbortSignal {
    return this.cancellation.signal
  }

  get kind(): RequestKind {
    this.#kind ??= kindOf(this.request)
    return this.#kind
  }

  get #hop() {
    return this.chain.hops[this.chain.steps[this.at]?.hopIndex ?? 0]
  }

  get from(): Peer {
    return this.#hop?.from ?? this.#peer
  }

  get localPort(): number {
    return this.#hop?.port ?? this.#localPort
  }

  /** Notes the head with which a hop is reached. */
  enter(hop: number, head: RequestHead): void {
    if (hop === 0) return
    this.#entered ??= []
    this.#entered[hop] = head
  }

  get asked(): RequestHead {
    return this.#entered?.[this.chain.steps[this.at]?.hopIndex ?? 0] ?? this.request
  }

  get lastHop(): boolean {
    const next = this.chain.hops[(this.chain.steps[this.at]?.hopIndex ?? 0) + 1]
    return next === undefined || next.site !== undefined
  }

  passes(hopIndex: number): boolean {
    return this.route === undefined || this.route.takes[hopIndex] === true
  }

  skip(index: number): void {
    this.#skipped ??= new Set()
    this.#skipped.add(index)
  }

  skipped(index: number): boolean {
    return this.#skipped?.has(index) === true
  }

  say(text: string): void {
    this.story.push(text)
  }

  servedFrom(exchange: number): void {
    this.source = exchange
    if (this.#parent) this.#parent.servedFrom(exchange)
  }

  below({ background = false } = {}): (head: RequestHead) => Promise<Answer> {
    const start = this.at + 1
    return (head) => {
      // Its own pass: conditions are asked again for this head, and the pass under way keeps its answers.
      const facts = this.#facts(head.method === 'GET' || head.method === 'HEAD' ? null : this.body)
      const again = background
        ? new Run({ ...facts, cancellation: new Cancellation() }, undefined, true)
        : new Run(facts, this)
      again.#skipped = this.#skipped && new Set([...this.#skipped].filter((index) => index < start))
      return again.travel(head, start)
    }
  }

  #facts(body: Run['body']): RunFacts {
    const { id, startedAt, chain, request, origin, upstreams, cancellation } = this
    const facts = { id, startedAt, chain, request, origin, upstreams, cancellation, body, watched: false }
    return { ...facts, peer: this.#peer, localPort: this.#localPort, forward: this.#forward }
  }

  /** Down from step `start`, to the app, and back up to it. Rejects with UpstreamError when no step answers for a failed upstream. */
  async travel(head: RequestHead, start = 0): Promise<Answer> {
    const passed = down(this, head, start)
    const { head: sent, reply, end } = passed instanceof Promise ? await passed : passed
    if (reply) {
      return up(this, answerOf(reply), end, start)
    }
    if (this.body !== null) {
      const refused = await this.#wrapRequestBody(sent, start, end)
      if (refused) return refused
    }
    let outgoing = sent
    for (let tries = 1; ; tries++) {
      const got = await this.#attempt(outgoing)
      if (!(got instanceof UpstreamError)) return up(this, got, end, start)
      if (this.cancellation.cancelled) throw got
      const { failure } = got
      // A body that has partly been read cannot be sent from its start.
      const whole = !(this.body instanceof Readable) || !failure.bodySent
      const again = whole ? await retried(this, failure, outgoing, end, start, tries) : undefined
      if (again && !this.cancellation.cancelled) {
        outgoing = again
        continue
      }
      const answered = await fail(this, failure, outgoing, end, start)
      if (answered) return answered
      throw got
    }
  }

  /** Answers the error when no head came back; rejects with any other. */
  async #attempt(head: RequestHead): Promise<Answer | UpstreamError> {
    const attempt: Attempt = { request: head }
    this.attempts.push(attempt)
    try {
      if (head.leg?.stale && this.attempts.length === 1) {
        attempt.stale = true
        throw staleConnection(this, head)
      }
      const answer = await this.#forward(head, this)
      attempt.response = answer.head
      this.failure = undefined
      return answer
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error
      attempt.failure = error.failure.message
      this.failure = error.failure
      return error
    }
  }

  /** Whether an interim response (1xx) passes every step. */
  passesInterim(head: ResponseHead): boolean {
    return this.chain.steps.every((step, i) => this.skipped(i) || step.hooks.interim?.(head, this) !== false)
  }

  /** Answers what a step said in place of taking the body. */
  async #wrapRequestBody(head: RequestHead, start: number, end: number): Promise<Answer | undefined> {
    for (let i = start; i < end; i++) {
      const hook = this.chain.steps[i]!.hooks.requestBody
      if (!hook || this.skipped(i) || this.body === null) continue
      this.at = i
      const body = await hook(readableOf(this.body), head, this)
      if (!(body instanceof Readable) && !(body instanceof Uint8Array)) {
        this.answeredBy = this.chain.steps[i]
        return up(this, answerOf(body), i, start)
      }
      this.body = body
    }
    return undefined
  }
}
