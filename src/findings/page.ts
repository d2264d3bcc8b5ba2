// docs/diagnoses.md, made from the diagnoses themselves.
import type { Diagnosis } from '../core/diagnosis.ts'
import { allAdvice } from './advice.ts'
import { loadDiagnoses } from './all.ts'

const INTRODUCTION = `# Diagnoses

Made from \`src/diagnoses\` by \`npm run generate\`; do not edit it here.

Each section is one way in which a session breaks, as it can be seen between browser and app. A diagnosis is told only when
something is broken: a missing header by itself is none. A cause is preferred to its symptoms, and is told once, then counted.

The examples are in wire notation: \`>\` browser to front, \`>>\` front to app, \`<<\` app to front, \`<\` front to browser. They run as
tests: the first kind leads to exactly this finding, the second kind to none.
`

/** Of the known ways in which sessions break, those that no rule tells. */
const UNSEEN = `What no proxy between browser and app can see:

| what goes wrong | why it is not told |
| --------------- | ------------------ |
| A Server Action that Next.js passes on to itself sees the internal host. | The app asks itself; nothing of it is on the wire. |
| Variables that were there at build are absent at run time. | Only what follows is seen: a missing secret, a callback to localhost, a cookie with another name. Those are told. |
| HSTS of one project sticks to localhost and breaks the others. | The proxy keeps that header from browsers on localhost names. |
| A service worker, the back/forward cache or the disk cache shows the page of a session that is over. | The browser asks nobody; a request that is not made says nothing. |
`

/** The page. Rejects when a file of the folder is no diagnosis. */
export async function diagnosesPage(diagnoses?: readonly Diagnosis[]): Promise<string> {
  const all = diagnoses ?? (await loadDiagnoses())
  const list = all.map(
    ({ name, level, about }) => `| [${name}](#${name}) | ${level} | ${about.replaceAll('|', '\\|')} |`,
  )
  const table = ['| name | level | what goes wrong |', '| ---- | ----- | --------------- |', ...list].join('\n')
  return [INTRODUCTION, `${table}\n`, UNSEEN, ...all.map(section)].join('\n')
}

function section(one: Diagnosis): string {
  const { name, level, about, local, explains = [], examples } = one
  const symptoms = explains.map((one) => `[${one}](#${one})`).join(', ')
  return [
    `## ${name}\n`,
    `${about} (${level})\n`,
    `Why not on http://localhost:3000: ${local}\n`,
    `Fix:\n\n${allAdvice(one)
      .map((line) => `- ${line}`)
      .join('\n')}\n`,
    ...(symptoms === '' ? [] : [`Told instead of: ${symptoms}\n`]),
    example('Found', examples.found[0]),
    example('Quiet', examples.quiet[0]),
  ].join('\n')
}

function example(kind: string, one: Diagnosis['examples']['found'][number] | undefined): string {
  if (!one) return ''
  const printed = one.output === undefined ? '' : `, while the app prints \`${one.output}\``
  return `${kind}${one.note ? `: ${one.note}` : ''}${printed}\n\n\`\`\`\n${exampleWire(one.wire)}\n\`\`\`\n`
}

/** To be read by people: values of kilobytes say nothing more than their length, and forty lines are enough. */
export function exampleWire(wire: string): string {
  const lines = wire
    .trim()
    .replace(/(.)\1{99,}/g, (run, letter: string) => `${letter}${letter}${letter}... (${run.length})`)
    .split('\n')
  return (lines.length > 40 ? [...lines.slice(0, 40), '...'] : lines).join('\n')
}
