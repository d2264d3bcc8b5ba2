// Session and diagnoses as one observer: what happened to the cookies of an exchange, and then what that means.
import type { CookieEvent, ExchangeEvent, FindingEvent, Seen } from '../core/events.ts'
import type { Session } from '../session/session.ts'
import type { Findings } from './findings.ts'

type Opened = ReturnType<Session['request']>

export interface Watching {
  request(seen: Seen): Opened
  response(
    exchange: ExchangeEvent,
    opened: Opened,
    how?: { readonly bodyFollows: boolean },
  ): readonly (CookieEvent | FindingEvent)[]
  bodyRead(exchange: ExchangeEvent, moments: readonly (CookieEvent | FindingEvent)[]): readonly FindingEvent[]
}

/** Diagnoses that may begin later than the traffic: what came before is looked at then. */
export interface Diagnosing {
  observe(exchange: ExchangeEvent, moments: readonly CookieEvent[]): readonly FindingEvent[]
  begin(findings: Findings): void
}

/** `late` hears of what was found in the traffic before `begin`. */
export function createDiagnosing(late: (events: readonly FindingEvent[]) => void): Diagnosing {
  let findings: Findings | undefined
  const early: [ExchangeEvent, readonly CookieEvent[]][] = []
  return {
    observe(exchange, moments) {
      if (findings) return findings.observe(exchange, moments)
      early.push([exchange, moments])
      return NONE
    },
    begin(begun) {
      findings = begun
      for (const [exchange, moments] of early.splice(0)) late(begun.observe(exchange, moments))
    },
  }
}

const NONE: readonly never[] = []

/** A fault in the diagnoses costs their findings and never the cookies' moments. */
export function watchBoth(session: Session, diagnosing: Pick<Diagnosing, 'observe'>): Watching {
  return {
    request: (seen) => session.request(seen),
    response(exchange, opened, { bodyFollows } = { bodyFollows: false }) {
      const moments = session.response(exchange, opened)
      if (bodyFollows) return moments
      const found = diagnosing.observe(exchange, moments)
      return found.length === 0 ? moments : [...moments, ...found]
    },
    bodyRead: (exchange, moments) =>
      diagnosing.observe(
        exchange,
        moments.filter((one) => one.type === 'cookie'),
      ),
  }
}
