// The two files that `init` starts a project with: a front to change, and the login that is played behind it.
import { starterScenario } from '../scenario/starter.ts'

export const FOLDER = 'repro'
export const FRONT = `${FOLDER}/front.yaml`
export const FLOW = `${FOLDER}/flow.yaml`

/** Both lie one folder below the packages. */
const nearer = (text: string) => text.replace('$schema=./node_modules', '$schema=../node_modules')

export function frontStarter(): string {
  return nearer(starterScenario('front')).replaceAll('./front.yaml', `./${FRONT}`)
}

export function flowStarter(): string {
  return `# yaml-language-server: $schema=../node_modules/repro-proxy/scenarios/flow-schema.json
# One login, step by step. "repro-proxy check --record ${FLOW} --force" writes it from what you do in a browser.
# Credentials of an account made for tests come from the environment: REPRO_USER and REPRO_PASSWORD.
about: signs in, comes back, signs out
steps:
  - visit: /login
  # A field is known by its label, name, id or placeholder.
  - fill: { username: "\${REPRO_USER}", password: "\${REPRO_PASSWORD}" }
  - submit
  - expect: { url: /, text: "\${REPRO_USER}" }
  - reload
  - expect: { text: "\${REPRO_USER}" }
  # Somebody else must see nothing of this session.
  - as: second-visitor
  - visit: /
  - expect: { no-text: "\${REPRO_USER}" }
  - as: first-visitor
  - click: Sign out
  - expect: { no-text: "\${REPRO_USER}" }
`
}
