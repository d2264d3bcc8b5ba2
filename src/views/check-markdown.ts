// The result of a check for a comment on a pull request: failures in the open, what survives folded away. What came over the
// wire cannot act as mark-up there.
import type { Checked, Result } from '../check/check.ts'
import { causes, clean, columnsOf, sentence, word } from './check-words.ts'

export function checkMarkdown(checked: Checked): string {
  const failed = checked.results.filter(({ survives }) => !survives)
  const well = checked.results.filter(({ survives }) => survives)
  const parts = [
    `### Session check: ${plain(sentence(checked))}`,
    ...(failed.length === 0 ? [] : [table(failed)]),
    ...causes(failed).map(({ title, results }) => {
      const fix = (results[0]!.cause?.fix ?? []).map((line) => `\n- fix: ${plain(clean(line))}`).join('')
      return `**${plain(title)}**\nbehind ${results.map(({ scenario }) => plain(clean(scenario))).join(', ')}${fix}`
    }),
    ...(well.length === 0
      ? []
      : [`<details><summary>${well.length} survive</summary>\n\n${table(well)}\n\n</details>`]),
    `${checked.driver === 'browser' ? 'With a browser' : 'Without a browser: client code was not run'}, ${(checked.ms / 1000).toFixed(1)} s.`,
  ]
  return `${parts.join('\n\n')}\n`
}

function table(results: readonly Result[]): string {
  const columns = columnsOf(results)
  return [
    `| scenario | ${columns.map(([, title]) => title).join(' | ')} |`,
    `| --- | ${columns.map(() => '---').join(' | ')} |`,
    ...results.map(
      ({ scenario, held, flaky }) =>
        `| ${plain(clean(scenario))}${flaky ? ' (flaky)' : ''} | ${columns.map(([key]) => word(key, held[key])).join(' | ')} |`,
    ),
  ].join('\n')
}

function plain(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|#~]/g, '\\$&')
    .replaceAll('@', '&#64;')
    .replaceAll('\n', ' ')
}
