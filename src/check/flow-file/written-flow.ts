// The play that somebody wrote down. A step that cannot be done ends the play for its visitor, and counts against the next thing
// that was expected of it; an expectation that fails does not.
import { fileAndLine, mistake } from '../../scenario/place.ts'
import type { OnStage, Outcome, Play } from '../play.ts'
import type { Actor } from './acting.ts'
import { createActor } from './acting.ts'
import { amiss, FORBIDS } from './parts.ts'
import type { Column } from './proves.ts'
import { columnOf, firstVisitor, provings } from './proves.ts'
import type { Flow, Step } from './read.ts'
import type { Expected } from './schema.ts'
import { deedOf, PROOFS } from './schema.ts'

interface Failure {
  readonly step: Step
  readonly column: Column
  readonly words: string
}

export function writtenFlow(flow: Flow): Play {
  const proving = provings(flow.steps)
  const columns = [...new Set(proving.flatMap((one, i) => (one ? columnsOf(flow.steps[i]!, one) : [])))]

  return {
    async learn(on) {
      const [failure] = (await played(on)).failures
      if (failure)
        throw mistake(
          failure.step.at,
          `with nothing in front of the app, ${failure.words}`,
          'Mend the flow, or the app; then look behind the scenarios.',
        )
      const lines = flow.steps.flatMap(({ at }, i) => {
        const one = proving[i]
        return one ? [`${fileAndLine(at)} proves ${columnsOf(flow.steps[i]!, one).map(nameOf).join(' and ')}`] : []
      })
      return { assumed: [`${flow.name}: ${flow.steps.length} steps`, ...lines] }
    },
    async run(on): Promise<Outcome> {
      const { failures, reached } = await played(on)
      const failed = new Set(failures.map(({ column }) => column))
      const held = Object.fromEntries(
        columns.map((column) => [column, failed.has(column) ? false : reached.has(column) ? true : null]),
      )
      return { held, seen: failures.map(({ step, words }) => `${fileAndLine(step.at)}: ${words}`) }
    },
  }

  async function played(on: OnStage): Promise<{ failures: Failure[]; reached: Set<Column> }> {
    const failures: Failure[] = []
    const reached = new Set<Column>()
    const actors = new Map<string, Actor>()
    const gone = new Set<string>()
    const failing = new Set<string>()
    let who = firstVisitor(flow.steps)
    for (const [i, step] of flow.steps.entries()) {
      const { deed } = step
      if (deed.as !== undefined) who = deed.as
      if (deed.as !== undefined || gone.has(who)) continue
      const actor = actors.get(who) ?? createActor(await on.visitor(who), on.base)
      actors.set(who, actor)
      const one = proving[i]
      if (deed.expect && one) {
        const wrong = await held(actor, deed.expect, who, on.base)
        for (const column of columnsOf(step, one)) reached.add(column)
        if (wrong.size > 0) failing.add(who)
        for (const [part, words] of wrong)
          failures.push({ step, column: columnOf(part, one), words: flow.masked(words) })
        continue
      }
      const trouble = await actor.act(deed, failing.has(who))
      if (trouble === undefined) continue
      gone.add(who)
      // What a visitor who is not signed in cannot do is nothing new.
      if (failing.has(who)) continue
      const next = nextExpected(i, who)
      failures.push({
        step,
        column: next === undefined ? (columns[0] ?? 'signedIn') : next,
        words: `"${deedOf(deed)}" cannot be done: ${flow.masked(trouble)}`,
      })
    }
    return { failures, reached }
  }

  /** What a stranger must not see is not waited for to go away. */
  async function held(
    actor: Actor,
    expected: Expected,
    who: string,
    base: string,
  ): Promise<Map<keyof Expected, string>> {
    const early = new Map<keyof Expected, string>()
    let looks = 0
    const seen = await actor.look((now) => {
      const wrong = amiss(expected, now, base)
      if (who !== firstVisitor(flow.steps) && looks++ === 0)
        for (const [part, words] of wrong) if (FORBIDS.has(part)) early.set(part, words)
      return wrong.size === 0
    })
    return new Map([...early, ...amiss(expected, seen, base)])
  }

  function nextExpected(from: number, visitor: string): Column | undefined {
    let who = visitor
    for (let i = from; i < flow.steps.length; i++) {
      const { deed } = flow.steps[i]!
      if (deed.as !== undefined) who = deed.as
      const one = proving[i]
      if (who === visitor && one) return columnsOf(flow.steps[i]!, one)[0]
    }
    return undefined
  }
}

function columnsOf({ deed }: Step, proving: NonNullable<ReturnType<typeof provings>[number]>): Column[] {
  const parts = Object.keys(deed.expect ?? {}) as (keyof Expected)[]
  return [...new Set(parts.map((part) => columnOf(part, proving)))]
}

function nameOf(column: Column): string {
  return Object.entries(PROOFS).find(([, key]) => key === column)?.[0] ?? column
}
