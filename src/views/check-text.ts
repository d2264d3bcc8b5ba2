// The result of a check for a terminal: a table with failures first, what is behind them, and one sentence.
import type { Checked, Result } from '../check/check.ts'
import type { Held } from '../check/flow.ts'
import { inert, shortened, wrapped } from './inert.ts'
import { maskSentence } from './mask-text.ts'
import type { Style } from './style.ts'

const COLUMNS: readonly (readonly [keyof Held, string])[] = [
  ['signedIn', 'signed in'],
  ['reload', 'reload'],
  ['server', 'server'],
  ['client', 'client'],
  ['api', 'API'],
  ['apart', '2nd visitor'],
  ['signedOut', 'signed out'],
]

export interface CheckTextOptions {
  readonly style: Style
  readonly width: number
  readonly onlyFailing?: boolean
}

const clean = (text: string) => inert(maskSentence(text))

export function checkText(checked: Checked, { style, width, onlyFailing = false }: CheckTextOptions): string {
  const failed = checked.results.filter(({ survives }) => !survives)
  const shown = onlyFailing ? failed : [...failed, ...checked.results.filter(({ survives }) => survives)]
  const first = Math.max(8, ...shown.map(({ scenario }) => Math.min(scenario.length, 32)))
  const used = first + COLUMNS.reduce((sum, [, title]) => sum + title.length + 2, 2)
  const cells = ({ held }: Result) =>
    COLUMNS.map(([key, title]) => {
      const word = held[key] === null ? '-' : held[key] ? 'ok' : key === 'apart' ? 'LEAK' : 'NO'
      const padded = word.padEnd(title.length)
      return word === 'ok' ? style.green(padded) : word === '-' ? style.dim(padded) : style.red(padded)
    })
  const head = ['scenario'.padEnd(first), ...COLUMNS.map(([, title]) => title), 'cause'].join('  ')
  const lines = shown.map((result) => {
    const why = result.survives ? (result.flaky ? 'flaky: not every time' : '') : causeLine(result)
    const cut = shortened(why, Math.max(24, width - used))
    return [shortened(clean(result.scenario), 32).padEnd(first), ...cells(result), cut].join('  ').trimEnd()
  })
  return [
    style.bold(head),
    ...lines,
    '',
    ...causes(failed).flatMap((cause) => [...explained(cause, style, width), '']),
    style.bold(sentence(checked)),
    '',
  ].join('\n')
}

export function causeLine({ cause, seen }: Result): string {
  return clean(cause?.title ?? seen[0] ?? 'unknown')
}

interface Cause {
  readonly title: string
  readonly results: readonly Result[]
}

function causes(failed: readonly Result[]): Cause[] {
  const by = new Map<string, Result[]>()
  for (const result of failed) {
    const key = result.cause?.id ?? causeLine(result)
    by.set(key, [...(by.get(key) ?? []), result])
  }
  return [...by.values()].map((results) => ({ title: causeLine(results[0]!), results }))
}

function explained({ title, results }: Cause, style: Style, width: number): string[] {
  const [{ cause, seen }] = results as [Result]
  const wide = Math.max(40, width - 6)
  const names = results.map(({ scenario }) => clean(scenario)).join(', ')
  return [
    style.red(wrapped(title, wide, '  ')),
    `  ${style.dim('behind')} ${wrapped(names, wide, '    ')}`,
    ...seen.map((line) => `  ${style.dim('seen')} ${wrapped(clean(line), wide, '    ')}`),
    ...(cause?.fix ?? []).map((line) => `  ${style.green('fix')} ${wrapped(inert(line), wide, '    ')}`),
  ]
}

/** survives 21 of 27; the 6 failures have 2 causes */
export function sentence({ results }: Checked): string {
  const failed = results.filter(({ survives }) => !survives)
  const flaky = results.filter((result) => result.flaky).length
  const number = causes(failed).length
  const said = `survives ${results.length - failed.length} of ${results.length}`
  const why =
    failed.length === 0
      ? ''
      : `; the ${failed.length === 1 ? 'failure has' : `${failed.length} failures have`} ${number === 1 ? 'one cause' : `${number} causes`}`
  return said + why + (flaky === 0 ? '' : `; ${flaky} flaky`)
}
