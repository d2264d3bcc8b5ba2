// A front is a chain of hops, a hop a list of steps, a step a function from head to head: requests go down the list,
// responses come back up it. The engine owns order, conditions and attribution: a hook that answers another head is
// noted as a change (two pointers, no copying), so no step has to say what it did.
import type { Hooks } from './behaviour.ts'
import { headHeld, holdHead, readableOf } from './body.ts'
import type { Answer, Peer, Reply, RequestHead, ResponseHead, UpstreamFailure } from './exchange.ts'
import { isReply } from './exchange.ts'
import type { Run } from './run.ts'
import type { Site } from './sites.ts'

/** When a step takes part: told from the request on the way down, from the response too on the way up. */
export interface Condition {
  request?(head: RequestHead, run: Run): boolean
  response?(head: ResponseHead, run: Run): boolean
}

export interface Step {
  readonly hop: string
  readonly hopIndex: number
  /** The behaviour's name. */
  readonly name: string
  readonly hooks: Hooks
  readonly when?: Condition
}

export interface Hop {
  readonly name: string
  /** What this hop sees as its peer; absent for the first one, which sees the browser. */
  readonly from?: Peer
  /** The port it listens on, as its own variables tell it; the first hop's is the public one. */
  readonly port?: number
  /** Another host than the public one; such hops stand after the front's. */
  readonly site?: Site
}

export interface Chain {
  readonly hops: readonly Hop[]
  /** All hops' steps, browser side first. */
  readonly steps: readonly Step[]
  /** Some hops belong to other hosts. */
  readonly sited?: true
}

export const EMPTY_CHAIN: Chain = { hops: [], steps: [] }

/** One step left a head changed: `before` and `after` are the heads themselves. */
export type Change =
  | { readonly side: 'request'; readonly step: Step; readonly before: RequestHead; readonly after: RequestHead }
  | { readonly side: 'response'; readonly step: Step; readonly before: ResponseHead; readonly after: ResponseHead }

/** How far a request came: to the app (`reply` absent), or to the step that answered by itself. */
export interface Descent {
  readonly head: RequestHead
  readonly reply?: Reply
  /** The response goes up through the steps below this index. */
  readonly end: number
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function'
}

/** The request's way down from step `start`; a promise only when a hook is asynchronous. */
export function down(run: Run, head: RequestHead, start: number): Descent | Promise<Descent> {
  const { steps } = run.chain
  let now = head
  for (let i = start; i < steps.length; i++) {
    const step = steps[i]!
    if (!run.passes(step.hopIndex)) {
      run.skip(i)
      continue
    }
    if (i === start || step.hopIndex !== steps[i - 1]!.hopIndex) {
      if (step.hopIndex > 0 && now.version === '2') now = { ...now, version: '1.1' }
      if (i === 0 || step.hopIndex !== steps[i - 1]!.hopIndex) run.enter(step.hopIndex, now)
    }
    run.at = i
    if (step.when?.request && !step.when.request(now, run)) {
      run.skip(i)
      continue
    }
    if (!step.hooks.request) continue
    const result = step.hooks.request(now, run)
    if (isPromise(result)) {
      const before = now
      return result.then((outcome) => {
        if (outcome && isReply(outcome)) return turnRound(run, before, outcome, i)
        return down(run, note(run, step, before, outcome as RequestHead | undefined), i + 1)
      })
    }
    if (result === undefined) continue
    if (isReply(result as RequestHead | Reply)) return turnRound(run, now, result as Reply, i)
    now = note(run, step, now, result as RequestHead)
  }
  return { head: now, end: steps.length }
}

function turnRound(run: Run, head: RequestHead, reply: Reply, at: number): Descent {
  const step = run.chain.steps[at]!
  run.answeredBy = step
  return { head, reply, end: at }
}

function note(run: Run, step: Step, before: RequestHead, after: RequestHead | undefined): RequestHead {
  if (after === undefined || after === before) return before
  run.changes?.push({ side: 'request', step, before, after })
  return after
}

/** The response's way up: the steps below `end`, in reverse, down to `stop`. */
export function up(run: Run, answer: Answer, end: number, stop: number): Answer | Promise<Answer> {
  const { steps } = run.chain
  let now = answer
  for (let i = end - 1; i >= stop; i--) {
    const step = steps[i]!
    if (run.skipped(i)) continue
    run.at = i
    const { hooks } = step
    if (!hooks.response && !hooks.body) continue
    if (step.when?.response && !step.when.response(now.head, run)) continue
    const result = hooks.response?.(now.head, run)
    if (isPromise(result)) {
      const before = now
      return result.then((outcome) =>
        up(run, wrap(run, step, replaced(run, step, before, outcome ?? undefined)), i, stop),
      )
    }
    now = wrap(run, step, replaced(run, step, now, result ?? undefined))
  }
  return now
}

function replaced(run: Run, step: Step, before: Answer, head: ResponseHead | Reply | undefined): Answer {
  if (head === undefined || head === before.head) return before
  run.changes?.push({ side: 'response', step, before: before.head, after: head })
  if (!('body' in head)) return { ...before, head, ...(head.cut ? { cut: head.cut } : {}) }
  discard(before.body)
  return answerOf(head as Reply)
}

function wrap(run: Run, step: Step, answer: Answer): Answer {
  if (!step.hooks.body || answer.body === null) return answer
  const source = readableOf(answer.body)
  const body = step.hooks.body(source, answer.head, run)
  const held = headHeld(source)
  if (held && body !== source && !headHeld(body)) holdHead(body, held)
  // Bytes that were only looked at stay bytes, of known length.
  return body === source ? answer : { ...answer, body }
}

/** A body nobody wants is read to its end, as fronts do, so that the connection under it stays usable. */
function discard(body: Answer['body']): void {
  if (body !== null && typeof body === 'object' && 'resume' in body) body.on('error', () => {}).resume()
}

export function answerOf(reply: Reply): Answer {
  const { status, reason, headers, body, cut } = reply
  return { head: { status, reason, headers }, body, ...(cut ? { cut } : {}) }
}

/** The innermost step that wants another try says with what. */
export async function retried(
  run: Run,
  failure: UpstreamFailure,
  head: RequestHead,
  end: number,
  stop: number,
  tries: number,
): Promise<RequestHead | undefined> {
  for (let i = end - 1; i >= stop; i--) {
    const hook = run.chain.steps[i]!.hooks.retry
    if (!hook || run.skipped(i)) continue
    run.at = i
    const again = await hook(failure, head, run, tries)
    if (again) return again
  }
  return undefined
}

/** No head came from the app: the innermost step with something to say about it answers, and the steps outside go on. */
export async function fail(
  run: Run,
  failure: UpstreamFailure,
  head: RequestHead,
  end: number,
  stop: number,
): Promise<Answer | undefined> {
  const { steps } = run.chain
  for (let i = end - 1; i >= stop; i--) {
    const hook = steps[i]!.hooks.failure
    if (!hook || run.skipped(i)) continue
    run.at = i
    const reply = await hook(failure, head, run)
    if (!reply) continue
    run.answeredBy = steps[i]
    return up(run, answerOf(reply), i, stop)
  }
  return undefined
}
