// docs/scenarios.md, made from the scenarios that are shipped: what each reproduces, its settings, what it is modelled on, and
// what in it is believed only.
import type { Group } from './groups.ts'
import type { Scenario } from './load.ts'

type Described = Pick<Scenario, 'name' | 'about' | 'mirrors' | 'params' | 'believed' | 'notes' | 'proofs'>

const INTRODUCTION = `<!-- Made by \`npm run generate\` from scenarios/; edits here are lost. -->
# Scenarios

\`repro-proxy --scenario NAME\` plays one, \`--set PARAM=VALUE\` changes a setting of it, \`repro-proxy scenarios show NAME\` prints it with
everything in its place. How near they come to the real servers: [fidelity.md](fidelity.md). How to write one of your own:
[writing-scenarios.md](writing-scenarios.md).

"Believed" marks what is neither documented by the vendor nor measured; everything else is one of the two, and the file says which.
`

export function scenariosPage(groups: readonly Group[], scenarios: ReadonlyMap<string, Described>): string {
  const sections = groups.flatMap(({ heading, members }) => {
    const all = members.flatMap(({ name }) => scenarios.get(name) ?? [])
    const rows = all.map(({ name, about }) => `| [${name}](#${name}) | ${cell(about)} |`)
    return [
      `## ${heading}\n`,
      `${['| scenario | what it reproduces |', '|---|---|', ...rows].join('\n')}\n`,
      ...all.map(section),
    ]
  })
  return [INTRODUCTION, ...sections].join('\n')
}

function section({ name, mirrors, params, believed, notes, proofs }: Described): string {
  const settings = params.map(
    ({ name, value, about }) => `- \`${name}=${[value].flat().join(',')}\`${about === '' ? '' : `: ${words(about)}`}`,
  )
  const marks = believed.map((mark) => `- ${words(mark)}`)
  return [
    `### ${name}\n`,
    ...(mirrors.length > 0 ? [`Modelled on ${mirrors.map(words).join('; ')}.\n`] : []),
    ...(settings.length > 0 ? [`Settings:\n\n${settings.join('\n')}\n`] : []),
    ...(marks.length > 0 ? [`Believed:\n\n${marks.join('\n')}\n`] : []),
    ...(notes === '' ? [] : [`${notes}\n`]),
    proofs.length === 0 ? 'It has no proof in its file.\n' : `Proofs in its file: ${proofs.length}.\n`,
  ].join('\n')
}

const words = (text: string) => text.replace(/\s+/g, ' ').trim()
const cell = (text: string) => words(text).replaceAll('|', '\\|')
