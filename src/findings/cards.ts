// One login in one card: what became of it, the exchange where it first went wrong, and the cause.
import type { Attempt, Library } from '../core/diagnosis.ts'
import type { FindingEvent } from '../core/events.ts'

export const OUTCOMES = [
  'open',
  'signed in',
  'lost', // signed in, and anonymous again on a later page
  'bounced', // a page led straight back to the login
  'no session', // accepted, and the next page came without a session cookie
  'turned down', // back to the login: a wrong password, or a check that failed
  'refused', // 4xx
  'error page', // 5xx
  'sent elsewhere', // to another origin
] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Card {
  readonly client: string
  readonly way: Attempt['way']
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly outcome: Outcome
  /** Ids of the exchanges that belong to it, in order. */
  readonly exchanges: readonly number[]
  /** The first one where it went wrong. */
  readonly wrong?: number
  readonly cause?: FindingEvent
  /** Other findings that this login met. */
  readonly beside: readonly FindingEvent[]
  /** What this mode of the app hides. */
  readonly notes: readonly string[]
}

/** The finding that explains most: errors first, then what explains others, then what came first. */
export function causeOf(findings: readonly FindingEvent[]): FindingEvent | undefined {
  const weight = ({ level, explains = [] }: FindingEvent) =>
    (level === 'error' ? 0 : level === 'warning' ? 100 : 200) - Math.min(explains.length, 50)
  const real = findings.filter(({ level }) => level !== 'info')
  return [...real].sort((a, b) => weight(a) - weight(b) || a.exchange - b.exchange)[0]
}

/** Switches of NODE_ENV=development that a dev server hides, for the libraries in use. */
export function hiddenByDev(dev: boolean, libraries: ReadonlySet<Library>): string[] {
  if (!dev) return []
  const out: string[] = []
  if (libraries.has('authjs-5'))
    out.push(
      'next dev hides this: Auth.js trusts every host in development; in production it needs AUTH_TRUST_HOST or AUTH_URL',
    )
  if (libraries.has('better-auth'))
    out.push('next dev hides this: better-auth limits rates and prefixes cookies with __Secure- only in production')
  return out
}
