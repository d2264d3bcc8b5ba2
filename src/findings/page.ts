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

/** The page. Rejects when a file of the folder is no diagnosis. */
export async function diagnosesPage(diagnoses?: readonly Diagnosis[]): Promise<string> {
  const all = diagnoses ?? (await loadDiagnoses())
  const list = all.map(
    ({ name, level, about }) => `| [${name}](#${name}) | ${level} | ${about.replaceAll('|', '\\|')} |`,
  )
  const table = ['| name | level | what goes wrong |', '| ---- | ----- | --------------- |', ...list].join('\n')
  return [INTRODUCTION, `${table}\n`, ...all.map(section)].join('\n')
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
  return `${kind}${one.note ? `: ${one.note}` : ''}\n\n\`\`\`\n${exampleWire(one.wire)}\n\`\`\`\n`
}

/** To be read by people: values of kilobytes say nothing more than their length, and forty lines are enough. */
export function exampleWire(wire: string): string {
  const lines = wire
    .trim()
    .replace(/(.)\1{99,}/g, (run, letter: string) => `${letter}${letter}${letter}... (${run.length})`)
    .split('\n')
  return (lines.length > 40 ? [...lines.slice(0, 40), '...'] : lines).join('\n')
}
