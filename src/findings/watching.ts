// Session and diagnoses as one observer: what happened to the cookies of an exchange, and then what that means.
import type { CookieEvent, ExchangeEvent, FindingEvent, Seen } from '../core/events.ts'
import type { Session } from '../session/session.ts'
import type { Findings } from './findings.ts'

type Opened = ReturnType<Session['request']>

export interface Watching {
  request(seen: Seen): Opened
  response(exchange: ExchangeEvent, opened: Opened): readonly (CookieEvent | FindingEvent)[]
}

/** A fault in the diagnoses costs their findings and never the cookies' moments. */
export function watchBoth(session: Session, findings: () => Findings | undefined): Watching {
  return {
    request: (seen) => session.request(seen),
    response(exchange, opened) {
      const moments = session.response(exchange, opened)
      const found = findings()?.observe(exchange, moments) ?? []
      return found.length === 0 ? moments : [...moments, ...found]
    },
  }
}
