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
}

/** All findings of a story, in the order in which they were told. */
export function findingsIn(
  seen: readonly Seen[],
  diagnoses: readonly Diagnosis[],
  { origin = REHEARSAL.origin, upstreams = REHEARSAL.upstreams }: Surroundings = {},
): FindingEvent[] {
  const session = createSession()
  const onFault = (_name: string, error: unknown) => {
    throw error
  }
  const findings = createFindings({ origin, upstreams, diagnoses, onFault })
  return seen.flatMap((one) => {
    const { exchange, moments } = session.observe(one)
    return findings.observe(exchange, moments)
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
