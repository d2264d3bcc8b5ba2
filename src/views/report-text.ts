// The report for a terminal, and as a text file.
import type { FindingEvent } from '../core/events.ts'
import { wrapped } from './inert.ts'
import type { LoginReport, RunReport } from './report.ts'
import { MORE } from './report.ts'
import { browserLines, ONE_SIDED, OUTCOME_WORDS, runLine, timeOf, WAY_WORDS } from './report-words.ts'
import type { Style } from './style.ts'

/** `width`: columns. Ends with a newline. */
export function reportText(runs: readonly RunReport[], style: Style, width: number): string {
  return runs.map((run) => ofRun(run, style, Math.max(60, width))).join('\n')
}

function ofRun(run: RunReport, style: Style, width: number): string {
  const told = new Set<string>()
  const [said, ...disagreements] = browserLines(run)
  const lines = [style.bold(runLine(run)), '']
  if (said !== undefined)
    lines.push(wrapped(said, width, ''), ...disagreements.map((line) => style.red(`  ! ${line}`)), '')
  for (const [i, login] of run.logins.entries()) lines.push(...card(login, i + 1, style, width, told), '')
  if (run.logins.length === 0) lines.push('No login was seen.', '')
  const others = run.findings.filter((event) => !told.has(keyOf(event)))
  if (others.length > 0) lines.push(style.bold('Other findings'), '')
  for (const event of others) lines.push(...finding(event, style, width, '  '), '')
  if (run.oneSided) lines.push(wrapped(ONE_SIDED, width, ''), '')
  else if (run.findings.length === 0) lines.push('Nothing was found that breaks a session.', '')
  if (run.wire.length > 0) lines.push(style.bold('The exchanges that decided it'), '')
  for (const { exchange, text } of run.wire) lines.push(style.dim(`# exchange ${exchange}`), text)
  return `${lines.join('\n').trimEnd()}\n`
}

const keyOf = ({ id, exchange, title }: FindingEvent) => `${id} ${exchange} ${title}`

function card(login: LoginReport, number: number, style: Style, width: number, told: Set<string>): string[] {
  const { outcome, way, at, exchanges, wrong, cause, beside, notes, client } = login
  const paint = outcome === 'signed in' ? style.green : outcome === 'open' ? style.dim : style.red
  const lines = [
    `${style.bold(`Login ${number}`)} ${timeOf(at)} ${WAY_WORDS[way]} (${client}): ${paint(OUTCOME_WORDS[outcome])}`,
  ]
  for (const { id, line } of exchanges.slice(0, 12)) {
    const mark = id === wrong ? style.red('  x') : '   '
    lines.push(`${mark} #${id} ${line}${id === wrong ? style.red('   <- here it went wrong') : ''}`)
  }
  if (exchanges.length > 12) lines.push(style.dim(`    and ${exchanges.length - 12} more`))
  if (cause) {
    lines.push('', ...finding(cause, style, width, '  ', 'Cause: ', told))
  } else if (!['signed in', 'open', 'turned down'].includes(outcome))
    lines.push('', '  Cause: none that was seen here is sure.')
  for (const event of beside) lines.push('', ...finding(event, style, width, '  ', 'Also: ', told))
  for (const note of notes) lines.push('', `  ${style.dim(wrapped(note, width - 2, '  '))}`)
  return lines
}

function finding(
  event: FindingEvent,
  style: Style,
  width: number,
  indent: string,
  label = '',
  told?: Set<string>,
): string[] {
  const paint = event.level === 'error' ? style.red : event.level === 'warning' ? style.yellow : style.cyan
  const fold = (text: string) => wrapped(text, width - indent.length - 2, `${indent}  `)
  const count = event.count > 1 ? ` (${event.count} times)` : ''
  const head = `${indent}${label}${paint(style.bold(fold(event.title)))}${count} ${style.dim(`[${event.id}]`)}`
  if (told?.has(keyOf(event))) return [`${head} ${style.dim('as above')}`]
  told?.add(keyOf(event))
  return [
    head,
    ...event.evidence.map((line) => `${indent}  ${fold(line)}`),
    ...(event.why ? [`${indent}  ${fold(`Why not on localhost: ${event.why}`)}`] : []),
    ...event.fix.map((line) => `${indent}  ${style.green('Fix:')} ${fold(line)}`),
    `${indent}  ${style.dim(`More: ${MORE}#${event.id}`)}`,
  ]
}
