// Two flows compared, for a terminal: what the app was told otherwise, then the first step that differs, or all of them.
import type { DifferentStep, Flow, FlowDiff } from './flow-diff.ts'
import type { FlowDifference } from './flow-differences.ts'
import { inert, shortened } from './inert.ts'
import type { Style } from './style.ts'

export function diffText(a: Flow, b: Flow, diff: FlowDiff, all: boolean, style: Style): string {
  const lines = [named('A', a), named('B', b), '']
  if (diff.same) return `${[...lines, `The same in all ${diff.aligned} steps.`].join('\n')}\n`
  if (diff.allAlong.length > 0) {
    lines.push(style.bold('In every step the app is told otherwise'))
    lines.push(...diff.allAlong.map((one) => `  ${words(one, style)}`), '')
  }
  const shown = all ? diff.different : diff.different.slice(0, 1)
  for (const [i, step] of shown.entries()) {
    const head = i === 0 ? 'First step that differs: ' : ''
    lines.push(style.bold(`${head}${inert(shortened(step.step, 100))}`) + style.dim(`  ${where(step)}`))
    lines.push(...step.differences.map((one) => `  ${words(one, style)}`), '')
  }
  if (shown.length === 0) lines.push('All that the browser sees is the same.', '')
  const more = diff.different.length - shown.length
  if (more > 0) lines.push(`${more} more ${more === 1 ? 'step differs' : 'steps differ'}; --all shows them.`)
  return `${lines.join('\n').trimEnd()}\n`
}

function named(letter: string, { file, scenario, steps }: Flow): string {
  return `${letter}  ${file}${scenario === undefined ? '' : ` (${scenario})`}, ${steps.length} steps`
}

function where({ a, b }: DifferentStep): string {
  if (b === undefined) return `only in A, exchange ${a}`
  return a === undefined ? `only in B, exchange ${b}` : `exchange ${a} in A, ${b} in B`
}

const LABELS: Record<FlowDifference['kind'], (name: string) => string> = {
  status: () => 'status',
  redirect: () => 'redirect to',
  'set-cookie': (name) => `Set-Cookie ${name}`,
  cookie: (name) => `cookie ${name}`,
  header: (name) => `answer's ${name}`,
  'to-app': (name) => `to the app: ${name}`,
}

function words({ kind, name, a, b }: FlowDifference, style: Style): string {
  const value = (text: string | undefined) =>
    text === undefined ? (kind === 'cookie' ? 'not sent' : '(none)') : inert(shortened(text, 160))
  return `${LABELS[kind](inert(name))}: ${style.red(value(a))} -> ${style.green(value(b))}`
}
