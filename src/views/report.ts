// What a recording says about logins, as data: a card for each login, the findings, and the exchanges that decided it. Masked
// whatever the recording holds, so that all three forms of it (text, Markdown, JSON) can be pasted where others read it.
import type { ExchangeEvent, FindingEvent } from '../core/events.ts'
import type { Card } from '../findings/cards.ts'
import type { Run } from '../findings/replay.ts'
import { exchangeInWire } from './exchange-wire.ts'
import { inert } from './inert.ts'
import { maskEvent } from './mask.ts'

export interface Step {
  readonly id: number
  /** `POST /login 303`. */
  readonly line: string
}

export interface LoginReport extends Omit<Card, 'exchanges'> {
  readonly exchanges: readonly Step[]
}

export interface RunReport {
  readonly origin?: string
  readonly scenario?: string
  readonly exchanges: number
  readonly browsers: number
  readonly oneSided: boolean
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  /** Absent: no browser was opened, so none said anything itself. */
  readonly browserSaid?: { readonly confirmed: number; readonly disagreed: readonly Disagreement[] }
  readonly logins: readonly LoginReport[]
  /** Each once, as often as it was met; those that a card tells stand here too. */
  readonly findings: readonly FindingEvent[]
  /** Decisive exchanges in wire notation. */
  readonly wire: readonly { readonly exchange: number; readonly text: string }[]
}

/** The browser itself says another thing of a cookie than was predicted. */
export interface Disagreement {
  readonly exchange: number
  readonly name: string
  readonly predicted: string
  readonly actual: string
}

export const MORE = 'docs/diagnoses.md'

const RANK = { error: 0, warning: 1, info: 2 }
/** More than this nobody reads in an issue. */
const MOST_WIRE = 12

export function reportOf(run: Run): RunReport {
  const byId = new Map(run.exchanges.map((exchange) => [exchange.id, exchange]))
  // Of a long recording, only what is shown is worth masking.
  const masked = (id: number) => {
    const exchange = byId.get(id)
    return exchange && maskEvent(exchange)
  }
  const findings = [...run.findings].sort((a, b) => RANK[a.level] - RANK[b.level] || a.exchange - b.exchange).map(clean)
  const { origin, scenario } = run
  const last = run.exchanges.at(-1)
  return {
    ...(origin === undefined ? {} : { origin }),
    ...(scenario === undefined ? {} : { scenario }),
    exchanges: run.exchanges.length,
    oneSided: run.oneSided,
    browsers: new Set(run.exchanges.map(({ client }) => client)).size,
    from: run.exchanges[0]?.at ?? 0,
    to: last ? last.at + last.ms : 0,
    ...saidBy(run),
    logins: run.cards.map((card) => loginOf(card, masked)),
    findings,
    wire: decisive(run.cards, findings).flatMap((id) => {
      const exchange = masked(id)
      return exchange ? [{ exchange: id, text: exchangeInWire(exchange) }] : []
    }),
  }
}

function saidBy({ spoken }: Run): Pick<RunReport, 'browserSaid'> {
  if (spoken.length === 0) return {}
  const disagreed = spoken
    .filter(({ moment }) => moment === 'disagreed')
    .map(maskEvent)
    .map(({ exchange, name, predicted = '', actual = '' }) => ({
      exchange,
      ...{ name: inert(name), predicted: inert(predicted), actual: inert(actual) },
    }))
  return { browserSaid: { confirmed: spoken.length - disagreed.length, disagreed } }
}

function loginOf(card: Card, masked: (id: number) => ExchangeEvent | undefined): LoginReport {
  const steps = card.exchanges.flatMap((id): Step[] => {
    const exchange = masked(id)
    return exchange && (exchange.kind !== 'static' || id === card.wrong) ? [{ id, line: headline(exchange) }] : []
  })
  return {
    ...card,
    exchanges: steps,
    beside: card.beside.filter(({ level }) => level !== 'info').map(clean),
    ...(card.cause ? { cause: clean(card.cause) } : {}),
  }
}

function headline({ browser, app }: ExchangeEvent): string {
  const { request, response } = browser
  const said = app?.response && app.response.status !== response?.status ? ` (the app said ${app.response.status})` : ''
  return inert(`${request.method} ${request.target} ${response?.status ?? 'no answer'}${said}`)
}

function clean(event: FindingEvent): FindingEvent {
  const { title, evidence, fix, why, ...rest } = maskEvent(event)
  return {
    ...rest,
    title: inert(title),
    evidence: evidence.map(inert),
    fix: fix.map(inert),
    ...(why === undefined ? {} : { why: inert(why) }),
  }
}

/** Where each login began to fail, what its cause was seen on, and what the other findings point at. */
function decisive(cards: readonly Card[], findings: readonly FindingEvent[]): number[] {
  const ids = new Set<number>()
  for (const { wrong, cause, outcome } of cards) {
    if (outcome === 'signed in' && !cause) continue
    if (cause) ids.add(cause.exchange)
    if (wrong !== undefined) ids.add(wrong)
  }
  for (const { level, exchange } of findings) if (level !== 'info') ids.add(exchange)
  return [...ids].slice(0, MOST_WIRE).sort((a, b) => a - b)
}
