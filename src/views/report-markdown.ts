// The report as Markdown for an issue: what came over the wire stands in code, where no mark-up of its own can act.
import type { FindingEvent } from '../core/events.ts'
import type { LoginReport, RunReport } from './report.ts'
import { MORE } from './report.ts'
import { browserLines, ONE_SIDED, OUTCOME_WORDS, runLine, WAY_WORDS } from './report-words.ts'

export function reportMarkdown(runs: readonly RunReport[]): string {
  return `## repro-proxy report\n\n${runs.map(ofRun).join('\n')}`
}

function ofRun(run: RunReport): string {
  const told = new Set(run.logins.flatMap(({ cause, beside }) => [cause, ...beside].map((one) => one && keyOf(one))))
  const others = run.findings.filter((event) => !told.has(keyOf(event)))
  const [said, ...disagreements] = browserLines(run)
  const parts = [
    `${plain(runLine(run))}. Values of cookies and tokens are fingerprints.\n`,
    ...(said === undefined ? [] : [`${plain(said)}\n`]),
    ...(disagreements.length === 0 ? [] : [`${fenced(disagreements.join('\n'))}\n`]),
    ...(run.logins.length === 0 ? ['No login was seen.\n'] : run.logins.map(card)),
    ...(others.length === 0 ? [] : ['### Other findings\n', ...others.map((event) => finding(event))]),
    ...(run.oneSided ? [`${ONE_SIDED}\n`] : []),
    ...(run.findings.length === 0 && !run.oneSided ? ['Nothing was found that breaks a session.\n'] : []),
    ...(run.wire.length === 0 ? [] : [wire(run)]),
  ]
  return parts.join('\n')
}

const keyOf = ({ id, exchange, title }: FindingEvent) => `${id} ${exchange} ${title}`

function card({ way, outcome, exchanges, wrong, cause, beside, notes }: LoginReport, index: number): string {
  const steps = exchanges
    .slice(0, 12)
    .map(
      ({ id, line }) => `${id === wrong ? 'x' : ' '} #${id} ${line}${id === wrong ? '   <- here it went wrong' : ''}`,
    )
  const unknown = !['signed in', 'open', 'turned down'].includes(outcome)
  return [
    `### Login ${index + 1}, ${WAY_WORDS[way]}: ${OUTCOME_WORDS[outcome]}\n`,
    `${fenced(steps.join('\n'))}\n`,
    ...(cause ? [finding(cause, 'Cause: ')] : unknown ? ['Cause: none that was seen here is sure.\n'] : []),
    ...beside.map((event) => finding(event, 'Also: ')),
    ...notes.map((note) => `> ${plain(note)}\n`),
  ].join('\n')
}

function finding(event: FindingEvent, label = ''): string {
  const count = event.count > 1 ? ` (${event.count} times)` : ''
  return [
    `**${label}${plain(event.title)}**${count} (\`${event.id}\`, see ${MORE}#${event.id})\n`,
    ...(event.evidence.length === 0 ? [] : [`${fenced(event.evidence.join('\n'))}\n`]),
    ...(event.why ? [`Why not on localhost: ${plain(event.why)}\n`] : []),
    ...event.fix.map((line) => `- Fix: ${plain(line)}`),
    '',
  ].join('\n')
}

function wire({ wire: list }: RunReport): string {
  const text = list.map(({ exchange, text }) => `# exchange ${exchange}\n${text}`).join('\n')
  return `<details><summary>The exchanges that decided it</summary>\n\n${fenced(text.trimEnd())}\n\n</details>\n`
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}\n${text}\n${fence}`
}

function plain(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|#~]/g, '\\$&')
    .replaceAll('@', '&#64;')
    .replaceAll('\n', ' ')
}
