// Lines that GitHub Actions shows beside a run (workflow commands): one for each cause. Nothing from the wire may end its line or
// begin another command.
import type { Checked } from '../check/check.ts'
import { causes, clean } from './check-words.ts'

export function checkAnnotations({ results }: Checked): string[] {
  const failed = causes(results.filter(({ survives }) => !survives)).map(({ title, results: behind }) => {
    const fix = behind[0]!.cause?.fix[0]
    const names = behind.map(({ scenario }) => clean(scenario)).join(', ')
    return `::error title=repro-proxy check::${data(`${title} (behind ${names})${fix ? `. Fix: ${clean(fix)}` : ''}`)}`
  })
  const flaky = results
    .filter((result) => result.flaky)
    .map(({ scenario }) => `::warning title=repro-proxy check::${data(`flaky behind ${clean(scenario)}`)}`)
  return [...failed, ...flaky]
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
