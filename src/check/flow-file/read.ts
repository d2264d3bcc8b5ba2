// flow.yaml as steps that know their line. What the environment gives is put in here, and its values are kept, so that nothing of
// them is told to anybody.
import { mistakesOf } from '../../scenario/issues.ts'
import type { Located } from '../../scenario/located.ts'
import { at, mapScalars, plain } from '../../scenario/located.ts'
import type { Mistake, Place } from '../../scenario/place.ts'
import { mistake, startOf, userError } from '../../scenario/place.ts'
import { readYaml } from '../../scenario/read.ts'
import { readSource } from '../../scenario/read-file.ts'
import type { Deed } from './schema.ts'
import { flowSchema } from './schema.ts'

export interface Step {
  readonly deed: Deed
  readonly at: Place
}

export interface Flow {
  readonly name: string
  readonly steps: readonly Step[]
  /** The same words with each value that came from the environment as its name. */
  masked(words: string): string
}

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

/** Rejects with UserError that points at the line. */
export async function readFlow(path: string, env: Readonly<Record<string, string | undefined>>): Promise<Flow> {
  const source = await readSource(path)
  const secrets = new Map<string, string>()
  const missing: Mistake[] = []
  const located = mapScalars(readYaml(source), (scalar) => {
    if (typeof scalar.value !== 'string') return scalar
    const value = scalar.value.replace(REFERENCE, (whole, name: string) => {
      const known = env[name]
      if (known === undefined || known === '') {
        missing.push({ at: scalar.at, text: `${whole}: the environment has no ${name}` })
        return whole
      }
      secrets.set(known, whole)
      return known
    })
    return { ...scalar, value }
  })
  const read = flowSchema.safeParse(plain(located))
  if (!read.success) throw userError(mistakesOf(flowSchema, located, read.error.issues))
  if (missing.length > 0)
    throw userError(missing, 'REPRO_USER and REPRO_PASSWORD can also be given as --user and --password.')
  const places = placesIn(located)
  const steps = read.data.steps.map(
    (step, i): Step => ({
      deed: typeof step === 'string' ? ({ [step]: null } as unknown as Deed) : step,
      at: places[i] ?? startOf(source),
    }),
  )
  if (!steps.some(({ deed }) => deed.expect))
    throw mistake(
      steps.at(-1)!.at,
      'without an "expect" this flow proves nothing',
      'Say what must hold: - expect: { text: Welcome }',
    )
  const [first] = steps
  if (first!.deed.visit === undefined && first!.deed.as === undefined)
    throw mistake(first!.at, 'a flow begins with "visit": there is no page yet')
  const longest = [...secrets].sort(([a], [b]) => b.length - a.length)
  const masked = (words: string) => longest.reduce((text, [value, name]) => text.replaceAll(value, name), words)
  return { name: source.name, steps, masked }
}

function placesIn(located: Located): Place[] {
  const steps = at(located, 'steps')
  return steps?.kind === 'list' ? steps.items.map((item) => item.at) : []
}
