// Which of the messages that `when` lets through a step is for: by chance, the nth, every nth, from a time on.
import type { Condition } from '../core/chain.ts'
import { milliseconds } from '../core/duration.ts'
import type { Rules } from './document.ts'

type Count = Pick<Rules, 'chance' | 'nth' | 'every' | 'after'>

export interface OccurrenceTools {
  readonly random: () => number
  readonly now: () => number
}

/** The condition with the count behind it. What was counted lives as long as what is answered here. */
export function occurring(condition: Condition, count: Count, tools: OccurrenceTools): Condition {
  const { chance, nth, every, after } = count
  if (chance === undefined && nth === undefined && every === undefined && after === undefined) return condition
  const wanted = nth === undefined ? undefined : new Set([nth].flat())
  const wait = after === undefined ? 0 : milliseconds(after)
  let first: number | undefined
  let seen = 0
  const drawn = () => {
    seen++
    if (wanted && !wanted.has(seen)) return false
    if (every !== undefined && seen % every !== 0) return false
    return chance === undefined || tools.random() < chance
  }
  const late = () => {
    if (after === undefined) return true
    const now = tools.now()
    first ??= now
    return now - first >= wait
  }
  const { request, response } = condition
  // What a response decides is counted when it comes.
  if (response)
    return {
      request: (head, run) => {
        const open = late()
        return open && (!request || request(head, run))
      },
      response: (head, run) => response(head, run) && drawn(),
    }
  return {
    request: (head, run) => {
      const open = late()
      return open && (!request || request(head, run)) && drawn()
    },
  }
}
