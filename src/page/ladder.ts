// An exchange as a ladder: the browser, every hop in order, the app; at each rung what was changed on the way down and back up.
import type { Difference } from '../core/changes.ts'
import type { ExchangeEvent } from '../core/events.ts'

export interface Doing {
  readonly step: string
  readonly differences: readonly Difference[]
}

export interface Rung {
  readonly hop: string
  readonly request: readonly Doing[]
  readonly response: readonly Doing[]
  /** The step that answered by itself here. */
  readonly answered?: string
}

/** `known`: the hops of what is played now, browser side first; an exchange of an earlier scenario may have others. */
export function rungsOf({ changes, answeredBy }: ExchangeEvent, known: readonly string[]): Rung[] {
  const down = changes.filter(({ side }) => side === 'request').map(({ hop }) => hop)
  const up = changes.filter(({ side }) => side === 'response').map(({ hop }) => hop)
  const seen = [...new Set([...down, ...up.reverse(), ...(answeredBy ? [answeredBy.hop] : [])])]
  const hops = seen.every((hop) => known.includes(hop)) ? known : seen
  const doings = (hop: string, side: 'request' | 'response') =>
    changes
      .filter((change) => change.hop === hop && change.side === side && change.differences.length > 0)
      .map(({ step, differences }) => ({ step, differences }))
  return hops.map((hop) => ({
    hop,
    request: doings(hop, 'request'),
    response: doings(hop, 'response'),
    ...(answeredBy?.hop === hop ? { answered: answeredBy.step } : {}),
  }))
}
