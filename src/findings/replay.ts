// A recording read again: its findings as they were told, how often each was met, and its logins as cards. What the rules say
// today of masked values never adds a finding to a recording that holds its own.
import type { Diagnosis } from '../core/diagnosis.ts'
import type { CookieEvent, ExchangeEvent, FindingEvent, FrontEvent, TimelineEvent } from '../core/events.ts'
import type { PublicOrigin } from '../core/exchange.ts'
import type { Card } from './cards.ts'
import { createFindings } from './findings.ts'

/** One start of the proxy: ids of exchanges are its own. */
export interface Run {
  readonly origin?: string
  readonly scenario?: string
  /** A HAR knows the browser's side only: what became of a login can be told, its cause cannot. */
  readonly oneSided: boolean
  readonly exchanges: readonly ExchangeEvent[]
  readonly findings: readonly FindingEvent[]
  readonly cards: readonly Card[]
  /** What an opened browser itself said of its cookies. */
  readonly spoken: readonly CookieEvent[]
}

interface Gathered {
  readonly heads: FrontEvent[]
  readonly exchanges: ExchangeEvent[]
  readonly moments: Map<number, CookieEvent[]>
  readonly findings: FindingEvent[]
  readonly rest: TimelineEvent[]
}

/** A file may hold several runs, one after another; those without an exchange are left out. */
export async function replay(
  events: AsyncIterable<TimelineEvent> | Iterable<TimelineEvent>,
  diagnoses: readonly Diagnosis[],
): Promise<Run[]> {
  const runs: Gathered[] = []
  let now: Gathered | undefined
  for await (const event of events) {
    const begins = event.type === 'front' && event.version !== undefined && event.masked !== undefined
    if (!now || begins) {
      now = { heads: [], exchanges: [], moments: new Map(), findings: [], rest: [] }
      runs.push(now)
    }
    gather(now, event)
  }
  return runs.filter(({ exchanges }) => exchanges.length > 0).map((run) => runOf(run, diagnoses))
}

function gather(run: Gathered, event: TimelineEvent): void {
  if (event.type === 'exchange') run.exchanges.push(event)
  else if (event.type === 'finding') run.findings.push(event)
  else if (event.type === 'cookie') {
    const list = run.moments.get(event.exchange)
    if (list) list.push(event)
    else run.moments.set(event.exchange, [event])
  } else if (event.type === 'front') run.heads.push(event)
  else run.rest.push(event)
}

function runOf({ heads, exchanges, moments, findings: told, rest }: Gathered, diagnoses: readonly Diagnosis[]): Run {
  const found = (name: 'origin' | 'scenario') => heads.findLast((head) => head[name] !== undefined)?.[name]
  const [origin, scenario] = [found('origin'), found('scenario')]
  const ordered = [...exchanges].sort((a, b) => a.at + a.headMs - (b.at + b.headMs) || a.id - b.id)
  const byExchange = new Map<number, FindingEvent[]>()
  for (const finding of told) byExchange.set(finding.exchange, [...(byExchange.get(finding.exchange) ?? []), finding])
  const engine = createFindings({
    origin: originOf(origin, ordered[0]),
    upstreams: [],
    diagnoses,
    told: byExchange,
  })
  for (const event of rest) if (event.type === 'app') engine.heard(event)
  for (const exchange of ordered) engine.observe(exchange, moments.get(exchange.id) ?? [])
  return {
    ...(origin === undefined ? {} : { origin }),
    ...(scenario === undefined ? {} : { scenario }),
    oneSided: !exchanges.some(({ app, answeredBy }) => app !== undefined || answeredBy !== undefined),
    exchanges: [...exchanges].sort((a, b) => a.id - b.id),
    findings: engine.found(),
    cards: engine.cards(),
    spoken: [...moments.values()].flat().filter(({ moment }) => moment === 'confirmed' || moment === 'disagreed'),
  }
}

function originOf(text: string | undefined, first: ExchangeEvent | undefined): PublicOrigin {
  const url = new URL(text ?? `${first?.scheme ?? 'https'}://${first?.host ?? 'localhost'}`)
  const scheme = url.protocol === 'http:' ? 'http' : 'https'
  return { scheme, host: url.hostname, port: Number(url.port) || (scheme === 'http' ? 80 : 443) }
}
