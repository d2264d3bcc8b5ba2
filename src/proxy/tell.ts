// An exchange as the event that everybody reads. It is begun when the request arrives and completed as the answer goes out:
// one object for each exchange, which is not changed any more once it is on the timeline.
import { inWords } from '../core/changes.ts'
import type { ExchangeEvent, ToldRequest } from '../core/events.ts'
import type { RequestHead, ResponseHead } from '../core/exchange.ts'
import { get } from '../core/headers.ts'
import type { Run } from '../core/run.ts'
import type { Incoming } from './incoming.ts'

type Unfinished<Event> = { -readonly [Key in keyof Event]: Event[Key] }
/** An event that is not out yet. */
export type Draft = Unfinished<ExchangeEvent>

export function beginTelling(run: Run, incoming: Incoming, plumbing: boolean): Draft {
  const { request } = run
  return {
    type: 'exchange',
    at: run.startedAt,
    id: run.id,
    headMs: 0,
    ms: 0,
    connection: incoming.connection,
    scheme: incoming.peer.scheme,
    host: get(request.headers, 'host') ?? '',
    kind: run.kind,
    client: '',
    browser: { request: told(request) },
    attempts: 0,
    changes: [],
    story: run.story,
    end: 'complete',
    plumbing,
    bytes: { request: 0, response: 0 },
    ...(run.route?.site === undefined ? {} : { site: run.route.site }),
    ...(incoming.visitor === undefined ? {} : { visitor: incoming.visitor }),
  }
}

/** What came of it; `sent`: the head as it went out to the browser, undefined when none did. */
export function tellAnswer(draft: Draft, run: Run, sent: ResponseHead | undefined): void {
  const last = run.attempts.at(-1)
  if (sent) draft.browser = { request: draft.browser.request, response: pick(sent) }
  if (last) {
    const request = onTheWire(last.request)
    const instance = last.instance ?? run.upstreams[last.request.upstream]?.name ?? ''
    const before = run.attempts.slice(0, -1).flatMap(({ response }) => (response ? [pick(response)] : []))
    draft.app = {
      request,
      ...(last.response ? { response: pick(last.response) } : {}),
      instance,
      ...(before.length > 0 ? { before } : {}),
    }
  }
  draft.attempts = run.attempts.length
  if (run.attempts.some(({ stale }) => stale)) draft.staleConnection = true
  if (run.source !== undefined) draft.servedFrom = run.source
  if (run.answeredBy) draft.answeredBy = { hop: run.answeredBy.hop, step: run.answeredBy.name }
  if (run.changes) draft.changes = run.changes.map(inWords)
}

const told = ({ method, target, headers, version }: RequestHead): ToldRequest => ({ method, target, headers, version })

const pick = ({ status, reason, headers }: ResponseHead): ResponseHead => ({ status, reason, headers })

function onTheWire({ method, target, headers, version }: RequestHead): ToldRequest {
  return { method, target, headers, version: version === '2' ? '1.1' : version }
}
