// A resolved scenario to a chain. First everything is checked and imported, once; then chains can be built from it as often
// as wanted, each with counters, caches and random numbers of its own: the live one, and fresh ones for dry runs.
import type { Behaviour, Hooks } from '../core/behaviour.ts'
import type { Chain, Condition, Hop, Step } from '../core/chain.ts'
import type { Peer } from '../core/exchange.ts'
import type { Site } from '../core/sites.ts'
import { accepted, check } from './check.ts'
import { compileWhen } from './condition.ts'
import type { Rules } from './document.ts'
import { ONLY_IF, RULES, ruleSchema } from './document.ts'
import type { Entry, Located } from './located.ts'
import { occurring } from './occurrence.ts'
import type { HopOutline, StepOutline } from './outline.ts'
import type { Mistake, Place } from './place.ts'
import { mistake, userError } from './place.ts'
import { randomFrom } from './random.ts'
import type { Registry } from './registry.ts'

export interface PreparedStep {
  readonly behaviour: Behaviour
  /** As people wrote them, and as the behaviour takes them. */
  readonly given: unknown
  readonly options: unknown
  readonly rules: Rules
  readonly condition: Condition
  readonly at: Place
  /** Not written by anybody: every hop has its `connection`. */
  readonly implied: boolean
}

export interface PreparedHop {
  readonly name: string
  /** It belongs to another host. */
  readonly site?: Site
  readonly at: Place
  readonly steps: readonly PreparedStep[]
}

/** The hop-by-hop behaviour. */
const CONNECTION = 'connection'
/** Addresses of hops that no step names: they are all on one machine. */
export const INNER: Peer = { scheme: 'http', address: '127.0.0.1', port: 50000, version: '1.1' }

/** Rejects with UserError that tells all mistakes in options and conditions. */
export async function prepare(hops: readonly HopOutline[], registry: Registry, whole: Place): Promise<PreparedHop[]> {
  const mistakes: Mistake[] = []
  const prepareStep = async (step: StepOutline, implied = false): Promise<PreparedStep | undefined> => {
    const behaviour = await registry.load(step.name)
    const given: Located = step.options ?? { kind: 'map', entries: new Map(), at: step.at }
    const before = mistakes.length
    const options = accepted(behaviour.options, given, mistakes)
    const rules = rulesOf(step, mistakes)
    if (mistakes.length > before || !rules || !options) return undefined
    let condition: Condition = {}
    try {
      condition = compileWhen(rules.when ?? {})
    } catch (error) {
      mistakes.push({ at: step.rules.get('when')!.key, text: `when: ${(error as Error).message}` })
    }
    return { behaviour, given: options.given, options: options.value, rules, condition, at: step.at, implied }
  }
  const none: HopOutline = { name: 'direct', at: whole, steps: [] }
  const all = hops.some(({ site }) => !site) ? hops : [none, ...hops]
  const names = new Set(all.flatMap(({ steps }) => steps.map(({ name }) => name)))
  await Promise.all([...names].map((name) => registry.load(name)))
  const out: PreparedHop[] = []
  for (const hop of all) {
    const wanted = hop.steps.filter((step) => !isOff(step))
    const silent =
      registry.has(CONNECTION) && !hop.site?.throughFront && !wanted.some(({ name }) => name === CONNECTION)
    const steps: (PreparedStep | undefined)[] = []
    for (const step of wanted) steps.push(await prepareStep(step))
    if (silent) steps.push(await prepareStep({ name: CONNECTION, at: hop.at, rules: new Map() }, true))
    const { name, at, site } = hop
    out.push({ name, at, ...(site ? { site } : {}), steps: steps.filter((step) => step !== undefined) })
  }
  if (mistakes.length > 0) throw userError(mistakes)
  return out
}

/** Params decide which steps there are. The options of one that is left out may make no sense and are not looked at. */
function isOff(step: StepOutline): boolean {
  const rule = step.rules.get('only-if')?.value
  if (rule?.kind !== 'scalar') return false
  const [, left, not, right] = ONLY_IF.exec(String(rule.value)) ?? []
  return left === undefined ? rule.value === false : (left === right) === (not !== undefined)
}

function rulesOf(step: StepOutline, mistakes: Mistake[]): Rules | undefined {
  const before = step.rules.get('before')
  if (before) mistakes.push({ at: before.key, text: '"before" is for new steps in a hop that comes from "extends"' })
  const entries = new Map<string, Entry>([...step.rules].filter(([name]) => RULES.includes(name)))
  return check(ruleSchema, { kind: 'map', entries, at: step.at }, mistakes)
}

export interface BuildFacts {
  readonly seed: number
  readonly now: () => number
}

/** @throws UserError when a behaviour refuses options that its schema let through, such as a broken regular expression */
export function build(hops: readonly PreparedHop[], { seed, now }: BuildFacts): Chain {
  const steps: Step[] = []
  const out: Hop[] = []
  let from: Peer | undefined
  hops.forEach((hop, hopIndex) => {
    // A host of its own is reached by browsers, whatever hops the public name has.
    if (hop.site) out.push({ name: hop.name, site: hop.site })
    else out.push({ name: hop.name, ...(from ? { from, port: from.scheme === 'https' ? 443 : 80 } : {}) })
    let leg: Hooks['leg'] = {}
    hop.steps.forEach((step, i) => {
      const stream = `${seed}/${hop.name}/${i}`
      const hooks = setUp(step, hop.name, randomFrom(stream), now)
      const chance = { random: randomFrom(`${stream}/chance`), now }
      const condition = occurring(step.condition, step.rules, chance)
      if (condition.response && actsOnRequests(hooks))
        throw mistake(
          step.at,
          `when: what is answered is only known on the way back, but "${step.behaviour.name}" also acts on requests`,
        )
      const when = condition.request || condition.response ? { when: condition } : {}
      steps.push({ hop: hop.name, hopIndex, name: step.behaviour.name, hooks, ...when })
      leg = { ...leg, ...hooks.leg }
    })
    from = { ...INNER, ...leg }
  })
  return { hops: out, steps, ...(hops.some(({ site }) => site) ? { sited: true } : {}) }
}

function setUp({ behaviour, options, at }: PreparedStep, hop: string, random: () => number, now: () => number): Hooks {
  try {
    return behaviour.setup(options, { random, now, hop })
  } catch (error) {
    throw mistake(at, `${behaviour.name}: ${(error as Error).message}`)
  }
}

function actsOnRequests({ request, requestBody, failure, interim }: Hooks): boolean {
  return Boolean(request || requestBody || failure || interim)
}

/** Ends what the steps of a chain have going. */
export function closeChain(chain: Chain): void {
  for (const { hooks } of chain.steps) hooks.close?.()
}
