// The result of a check for a terminal: a table with failures first, what is behind them, and one sentence.
import type { Checked, Result } from '../check/check.ts'
import type { Cause } from './check-words.ts'
import { causeLine, causes, clean, columnsOf, failuresFirst, sentence, word } from './check-words.ts'
import { inert, shortened, wrapped } from './inert.ts'
import type { Style } from './style.ts'

export interface CheckTextOptions {
  readonly style: Style
  readonly width: number
  readonly onlyFailing?: boolean
}

export function checkText(checked: Checked, { style, width, onlyFailing = false }: CheckTextOptions): string {
  const failed = checked.results.filter(({ survives }) => !survives)
  const shown = onlyFailing ? failed : failuresFirst(checked.results)
  const columns = columnsOf(checked.results)
  const first = Math.max(8, ...shown.map(({ scenario }) => Math.min(scenario.length, 32)))
  const used = first + columns.reduce((sum, [, title]) => sum + title.length + 2, 2)
  const cells = ({ held }: Result) =>
    columns.map(([key, title]) => {
      const said = word(key, held[key])
      const padded = said.padEnd(title.length)
      return said === 'ok' ? style.green(padded) : said === '-' ? style.dim(padded) : style.red(padded)
    })
  const head = ['scenario'.padEnd(first), ...columns.map(([, title]) => title), 'cause'].join('  ')
  const lines = shown.map((result) => {
    const why = result.survives ? (result.flaky ? 'flaky: not every time' : '') : causeLine(result)
    const cut = shortened(why, Math.max(24, width - used))
    return [shortened(clean(result.scenario), 32).padEnd(first), ...cells(result), cut].join('  ').trimEnd()
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
  const wide = Math.max(40, width - 6)
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
