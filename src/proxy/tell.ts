// An exchange that is over (or has its head out), as the event that everybody reads.
import { inWords } from '../core/changes.ts'
import type { ExchangeEvent, Seen, ToldRequest } from '../core/events.ts'
import type { RequestHead, ResponseHead } from '../core/exchange.ts'
import { get } from '../core/headers.ts'
import type { Run } from '../core/run.ts'
import type { Incoming } from './incoming.ts'

/** What the handler knows beside the run. */
export interface Outcome {
  readonly incoming: Incoming
  /** The head as it went out to the browser; undefined when none did. */
  readonly sent: ResponseHead | undefined
  readonly headMs: number
  readonly ms: number
  readonly end: ExchangeEvent['end']
  readonly plumbing: boolean
  readonly bytes: ExchangeEvent['bytes']
}

const told = ({ method, target, headers, version }: RequestHead): ToldRequest => ({ method, target, headers, version })

export function tell(run: Run, outcome: Outcome): Seen {
  const { request } = run
  const last = run.attempts.at(-1)
  const { sent, incoming } = outcome
  const instance = last && (run.upstreams[last.request.upstream]?.name ?? '')
  const answer = last?.response
  return {
    type: 'exchange',
    at: run.startedAt,
    id: run.id,
    headMs: outcome.headMs,
    ms: outcome.ms,
    connection: incoming.connection,
    scheme: incoming.peer.scheme,
    host: get(request.headers, 'host') ?? '',
    kind: run.kind,
    browser: { request: told(request), ...(sent ? { response: pick(sent) } : {}) },
    ...(last
      ? {
          app: {
            request: onTheWire(last.request),
            ...(answer ? { response: pick(answer) } : {}),
            instance: instance ?? '',
          },
        }
      : {}),
    attempts: run.attempts.length,
    ...(run.source === undefined ? {} : { servedFrom: run.source }),
    ...(run.answeredBy ? { answeredBy: { hop: run.answeredBy.hop, step: run.answeredBy.name } } : {}),
    changes: run.changes?.map(inWords) ?? [],
    story: run.story,
    end: outcome.end,
    plumbing: outcome.plumbing,
    bytes: outcome.bytes,
  }
}

const pick = ({ status, reason, headers }: ResponseHead): ResponseHead => ({ status, reason, headers })

function onTheWire(head: RequestHead): ToldRequest {
  return { ...told(head), version: head.version === '2' ? '1.1' : head.version }
}
