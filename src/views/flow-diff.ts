// Two recordings of the same flow, step by step: which steps stand in both, where they part, and what the app was told
// otherwise all along. Static files, prefetches and the dev server's own traffic are no steps.
import type { ExchangeEvent, TimelineEvent } from '../core/events.ts'
import { UserError } from '../core/user-error.ts'
import type { FlowDifference } from './flow-differences.ts'
import { flowDifferences } from './flow-differences.ts'
import { stepKey } from './flow-step.ts'
import { maskEvent } from './mask.ts'

export interface Flow {
  readonly file: string
  readonly scenario?: string
  readonly steps: readonly ExchangeEvent[]
}

export interface DifferentStep {
  readonly step: string
  /** Exchange of each recording; absent when the step is not there. */
  readonly a?: number
  readonly b?: number
  readonly differences: readonly FlowDifference[]
}

export interface FlowDiff {
  readonly same: boolean
  /** What the app was told differently in every step that it saw, from the first on; not repeated below. */
  readonly allAlong: readonly FlowDifference[]
  readonly different: readonly DifferentStep[]
  readonly aligned: number
}

/** Cells of the table of alignments: two flows of 2000 steps. */
const MOST_STEPS = 2000

/** The flow of a recording's last run. Rejects with UserError when it has no step, or too many. */
export async function flowOf(file: string, events: AsyncIterable<TimelineEvent>): Promise<Flow> {
  let steps: ExchangeEvent[] = []
  let scenario: string | undefined
  for await (const event of events) {
    if (event.type === 'front' && event.masked !== undefined) steps = []
    if (event.type === 'front' && event.scenario !== undefined) scenario = event.scenario
    if (event.type === 'exchange' && isStep(event)) steps.push(maskEvent(event))
  }
  if (steps.length === 0) throw new UserError(`${file}: nothing to compare, no page or call was recorded`)
  if (steps.length > MOST_STEPS)
    throw new UserError(`${file}: ${steps.length} steps are too many to compare`, {
      hint: `Record the flow alone; up to ${MOST_STEPS} steps are compared.`,
    })
  steps.sort((a, b) => a.id - b.id)
  return { file, steps, ...(scenario === undefined ? {} : { scenario }) }
}

function isStep({ kind, plumbing, browser }: ExchangeEvent): boolean {
  return !plumbing && kind !== 'static' && kind !== 'prefetch' && !/\/favicon\.ico$/.test(browser.request.target)
}

export function diffFlows(a: Flow, b: Flow): FlowDiff {
  const rows = align(a.steps.map(stepKey), b.steps.map(stepKey))
  const compared = rows.map(([i, j]) => {
    const [x, y] = [i === undefined ? undefined : a.steps[i], j === undefined ? undefined : b.steps[j]]
    return { x, y, differences: x && y ? flowDifferences(x, y) : [] }
  })
  const pairs = compared.filter(({ x, y }) => x?.app && y?.app)
  const [first] = pairs
  const allAlong = (first?.differences ?? []).filter(
    (one) => one.kind === 'to-app' && pairs.every(({ differences }) => differences.some((other) => isSame(one, other))),
  )
  const seen = new Set(compared.flatMap(({ x, y }) => (x && y ? [stepKey(x)] : [])))
  const different = compared.flatMap(({ x, y, differences }): DifferentStep[] => {
    const rest = differences.filter((one) => !allAlong.some((known) => isSame(known, one)))
    const step = stepKey((x ?? y)!)
    // The same call once more (a page that polls, a reload) is no step of its own.
    if (x && y ? rest.length === 0 : seen.has(step)) return []
    return [{ step, ...(x ? { a: x.id } : {}), ...(y ? { b: y.id } : {}), differences: rest }]
  })
  const aligned = compared.filter(({ x, y }) => x && y).length
  return { same: different.length === 0 && allAlong.length === 0, allAlong, different, aligned }
}

function isSame(one: FlowDifference, other: FlowDifference): boolean {
  return one.kind === other.kind && one.name === other.name && one.a === other.a && one.b === other.b
}

/** Longest common subsequence; what is in one only stands where it came. */
function align(a: readonly string[], b: readonly string[]): [number | undefined, number | undefined][] {
  const width = b.length + 1
  const table = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] =
        a[i] === b[j]
          ? table[(i + 1) * width + j + 1]! + 1
          : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!)
  const out: [number | undefined, number | undefined][] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) out.push([i++, j++])
    else if (j >= b.length || (i < a.length && table[(i + 1) * width + j]! >= table[i * width + j + 1]!))
      out.push([i++, undefined])
    else out.push([undefined, j++])
  }
  return out
}
