import type { LoginReport } from './login.ts'

const WIDTHS = [20, 29]

/** One line of the table of what was measured: a word for all that worked, else what did not and what was seen. */
export function verdictLine(app: string, front: string, report: LoginReport, origin: string): string {
  const parts = Object.entries(report.verdict).filter(([part, worked]) => part !== 'hmr' && worked !== null)
  const broken = parts.filter(([, worked]) => worked === false).map(([part]) => part)
  const notes = [
    report.verdict.hmr === 'failed' ? 'HMR failed' : '',
    report.landed === `${origin}/` ? '' : `landed on ${report.landed.replaceAll(/:\d+/g, ':PORT')}`,
    report.failedPosts > 0 ? 'POST refused' : '',
    ...report.refused.map((line) => `refused ${line}`),
    ...report.withheld.map((line) => `withheld ${line}`),
  ].filter(Boolean)
  const outcome = broken.length === 0 ? 'all ok' : `broken: ${broken.join(' ')}`
  const note = notes.length === 0 ? '' : ` (${notes.join('; ')})`
  return `${app.padEnd(WIDTHS[0]!)} ${front.padEnd(WIDTHS[1]!)} ${outcome}${note}`
}
