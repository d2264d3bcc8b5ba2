// Chains of small steps, and the exchange that runs through them.
import type { Hooks } from '../../src/core/behaviour.ts'
import { Cancellation } from '../../src/core/cancellation.ts'
import type { Chain, Condition, Hop } from '../../src/core/chain.ts'
import type { Answer, Reply, RequestHead, UpstreamFailure } from '../../src/core/exchange.ts'
import { UpstreamError } from '../../src/core/exchange.ts'
import { set } from '../../src/core/headers.ts'
import { REHEARSAL } from '../../src/core/rehearse.ts'
import type { RunFacts } from '../../src/core/run.ts'
import { Run } from '../../src/core/run.ts'

export type Told = [name: string, hooks: Hooks, when?: Condition]

/** One list of steps for each hop. */
export function chainOf(...hops: Told[][]): Chain {
  return {
    hops: hops.map(
      (_, i): Hop =>
        i === 0
          ? { name: 'hop1' }
          : { name: `hop${i + 1}`, from: { scheme: 'http', address: '10.0.0.1', port: 1, version: '1.1' }, port: 80 },
    ),
    steps: hops.flatMap((steps, hopIndex) =>
      steps.map(([name, hooks, when]) => ({
        hop: `hop${hopIndex + 1}`,
        hopIndex,
        name,
        hooks,
        ...(when ? { when } : {}),
      })),
    ),
  }
}

export const REQUEST: RequestHead = Object.freeze({
  method: 'GET',
  target: '/',
  headers: Object.freeze(['Trace', '']),
  version: '2',
  upstream: 0,
})
export const OK = { status: 200, reason: 'OK', headers: Object.freeze(['Trace', '']) as readonly string[] }
export const REFUSED: UpstreamFailure = { kind: 'refused', message: 'refused', reused: false, bodySent: false }

export type App = (head: RequestHead, run: Run) => Promise<Answer>
export const app: App = async () => ({ head: OK, body: 'from the app' })
export const down: App = async () => {
  throw new UpstreamError(REFUSED)
}

export function runOf(chain: Chain, forward: App = app, facts: Partial<RunFacts> = {}): Run {
  return new Run({
    id: 7,
    startedAt: 0,
    chain,
    request: REQUEST,
    origin: REHEARSAL.origin,
    upstreams: REHEARSAL.upstreams,
    peer: { scheme: 'https', address: '127.0.0.1', port: 5, version: '2' },
    localPort: 443,
    cancellation: new Cancellation(),
    forward,
    body: null,
    watched: true,
    ...facts,
  })
}

/** Writes its name on every head that passes. */
export const mark = (name: string, asynchronous = false): Hooks => ({
  request(head) {
    const next = { ...head, headers: set(head.headers, 'Trace', `${head.headers[1]}${name}`) }
    return asynchronous ? Promise.resolve(next) : next
  },
  response(head) {
    const next = { ...head, headers: set(head.headers, 'Trace', `${head.headers[1]}${name}`) }
    return asynchronous ? new Promise((resolve) => setImmediate(resolve, next)) : next
  },
})
export const trace = (head: { headers: readonly string[] } | undefined) => head?.headers[1]
export const reply = (status: number, body: Reply['body'] = 'by the front'): Reply => ({
  status,
  reason: '',
  headers: ['Trace', '!'],
  body,
})
export const notes = (run: Run) => run.changes?.map(({ side, step }) => `${side} ${step.hop}/${step.name}`)
export const sent = (run: Run) => run.attempts.map((attempt) => trace(attempt.request))
