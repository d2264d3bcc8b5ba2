// The result of a check for a terminal: a table with failures first, what is behind them, and one sentence.
import type { Checked, Result } from '../check/check.ts'
import type { Cause } from './check-words.ts'
import { causeLine, causes, clean, columnsOf, failuresFirst, SHORT, sentence, word } from './check-words.ts'
import { inert, shortened, wrapped } from './inert.ts'
import type { Style } from './style.ts'

export interface CheckTextOptions {
  readonly style: Style
  readonly width: number
  readonly onlyFailing?: boolean
}

/** Characters: what is cut shorter than that says nothing. */
const LEAST_CAUSE = 24

export function checkText(checked: Checked, { style, width, onlyFailing = false }: CheckTextOptions): string {
  const failed = checked.results.filter(({ survives }) => !survives)
  const shown = onlyFailing ? failed : failuresFirst(checked.results)
  const first = Math.max(8, ...shown.map(({ scenario }) => Math.min(scenario.length, 32)))
  const whole = columnsOf(checked.results)
  const widthOf = (columns: typeof whole) => first + columns.reduce((sum, [, title]) => sum + title.length + 2, 0)
  // Causes are told below as well: where there is little room for them they are told there only.
  const columns = widthOf(whole) <= width ? whole : whole.map(([key]) => [key, SHORT[key]] as const)
  const room = width - widthOf(columns) - 2
  const withCause = room >= LEAST_CAUSE
  const cells = ({ held }: Result) =>
    columns.map(([key, title]) => {
      const said = word(key, held[key])
      const padded = said.padEnd(Math.max(title.length, key === 'apart' ? 4 : 0))
      return said === 'ok' ? style.green(padded) : said === '-' ? style.dim(padded) : style.red(padded)
    })
  const titles = columns.map(([key, title]) => title.padEnd(key === 'apart' ? 4 : 0))
  const head = ['scenario'.padEnd(first), ...titles, ...(withCause ? ['cause'] : [])].join('  ')
  const lines = shown.map((result) => {
    const flaky = result.flaky ? 'flaky: not every time' : ''
    const why = result.survives ? flaky : causeLine(result)
    const told = withCause ? [shortened(why, room)] : result.survives && flaky !== '' ? ['flaky'] : []
    return [shortened(clean(result.scenario), 32).padEnd(first), ...cells(result), ...told].join('  ').trimEnd()
  })
  return [
    ...(shown.length === 0 ? [] : [style.bold(head), ...lines, '']),
    ...causes(failed).flatMap((cause) => [...explained(cause, style, width), '']),
    style.bold(sentence(checked)),
    '',
  ].join('\n')
}

function explained({ title, results }: Cause, style: Style, width: number): string[] {
  const [{ cause, seen }] = results as [Result]
  // "  behind " stands before the first line.
  const wide = Math.max(40, width - 10)
  const names = results.map(({ scenario }) => clean(scenario)).join(', ')
  return [
    style.red(wrapped(title, wide, '  ')),
    `  ${style.dim('behind')} ${wrapped(names, wide, '    ')}`,
    ...seen
      .map(clean)
      .filter((line) => line !== title)
      .map((line) => `  ${style.dim('seen')} ${wrapped(line, wide, '    ')}`),
    ...(cause?.fix ?? []).map((line) => `  ${style.green('fix')} ${wrapped(inert(line), wide, '    ')}`),
  ]
}
