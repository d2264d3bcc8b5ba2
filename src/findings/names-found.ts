// Rehearsed traffic through session and diagnoses: for proofs that say `finds:`, and for the examples of the diagnoses.
import { inWords } from '../core/changes.ts'
import type { Diagnosis } from '../core/diagnosis.ts'
import type { FindingEvent, Seen } from '../core/events.ts'
import type { PublicOrigin, Upstream } from '../core/exchange.ts'
import type { Rehearsed } from '../core/rehearse.ts'
import { REHEARSAL } from '../core/rehearse.ts'
import { createSession } from '../session/session.ts'
import { createFindings } from './findings.ts'
import { seenOf } from './from-wire.ts'

export interface Surroundings {
  readonly origin?: PublicOrigin
  readonly upstreams?: readonly Upstream[]
  /** What the app printed before. */
  readonly output?: string
}

/** All findings of a story, in the order in which they were told. */
export function findingsIn(
  seen: readonly Seen[],
  diagnoses: readonly Diagnosis[],
  { origin = REHEARSAL.origin, upstreams = REHEARSAL.upstreams, output }: Surroundings = {},
): FindingEvent[] {
  const session = createSession()
  const onFault = (_name: string, error: unknown) => {
    throw error
  }
  const findings = createFindings({ origin, upstreams, diagnoses, onFault })
  if (output !== undefined) findings.heard({ type: 'app', state: 'output', at: seen[0]?.at ?? 0, text: output })
  // As live: a request is seen when it comes, and its answer when that goes out, perhaps after others.
  const opened = new Map<Seen, ReturnType<typeof session.request>>()
  const parts = seen.flatMap((one) => [
    { at: one.at, one, begins: true },
    { at: one.at + one.headMs, one, begins: false },
  ])
  return parts
    .sort((a, b) => a.at - b.at)
    .flatMap(({ one, begins }) => {
      if (begins) {
        opened.set(one, session.request(one))
        return []
      }
      const whose = opened.get(one)!
      const exchange = { ...one, client: whose.client }
      return findings.observe(exchange, session.response(exchange, whose))
    })
}

/** The names found in what a rehearsal answered, each once; notes (level info) are no finding of a proof. */
export function namesFound(
  rehearsed: readonly Rehearsed[],
  diagnoses: readonly Diagnosis[],
  surroundings: Surroundings = {},
): string[] {
  const seen = seenOf(rehearsed.map(({ exchange, changes }) => ({ exchange, changes: changes.map(inWords) })))
  const found = findingsIn(seen, diagnoses, surroundings).filter(({ level }) => level !== 'info')
  return [...new Set(found.map(({ id }) => id))]
}
