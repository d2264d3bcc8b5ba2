// `front` taken apart: hops, each with its steps, each with its behaviour, its options and what stands beside them.
// Options are not looked at here: a step may still be changed by a scenario that extends this one.
import { didYouMean } from '../core/did-you-mean.ts'
import type { Site } from '../core/sites.ts'
import { RULES, useShape } from './document.ts'
import type { Entry, Located } from './located.ts'
import { described } from './located.ts'
import type { Mistake, Place } from './place.ts'

export interface StepOutline {
  /** The behaviour. */
  readonly name: string
  readonly at: Place
  /** Absent: the behaviour's defaults. */
  readonly options?: Located
  readonly rules: ReadonlyMap<string, Entry>
}

export interface HopOutline {
  readonly name: string
  readonly at: Place
  readonly steps: readonly StepOutline[]
  /** It belongs to another host. */
  readonly site?: Site
}

export interface UseOutline {
  readonly use: string
  readonly at: Place
  readonly set?: Located
}

const USE_KEYS = Object.keys(useShape)

/** Mistakes are added to the list; what is wrong is left out. */
export function outlineFront(
  front: Located | undefined,
  behaviours: readonly string[],
  mistakes: Mistake[],
): (HopOutline | UseOutline)[] {
  if (front?.kind !== 'list') return []
  const isBehaviour = (name: string) => behaviours.includes(name)

  const outlineStep = (located: Located): StepOutline[] => {
    const wrong = (at: Place, text: string): [] => {
      mistakes.push({ at, text })
      return []
    }
    const unknown = (name: string, at: Place) =>
      wrong(at, `there is no behaviour "${name}"${didYouMean(name, [...behaviours, ...RULES])}`)
    if (located.kind === 'scalar' && typeof located.value === 'string') {
      const name = located.value
      return isBehaviour(name) ? [{ name, at: located.at, rules: new Map() }] : unknown(name, located.at)
    }
    if (located.kind !== 'map') return wrong(located.at, `a step is "behaviour: options"; found ${described(located)}`)
    const rules = new Map([...located.entries].filter(([key]) => RULES.includes(key)))
    const others = [...located.entries].filter(([key]) => !RULES.includes(key))
    const [first, second] = others
    if (!first) return wrong(located.at, 'this step names no behaviour')
    const odd = others.find(([key]) => !isBehaviour(key))
    if (odd) return unknown(odd[0], odd[1].key)
    if (second)
      return wrong(
        second[1].key,
        `"${first[0]}" and "${second[0]}" in one step: each behaviour is a step of its own, so begin a new line with "- "`,
      )
    const [name, { key, value }] = first
    const bare = value.kind === 'scalar' && value.value === null
    return [{ name, at: key, rules, ...(bare ? {} : { options: value }) }]
  }

  return front.items.flatMap((item): (HopOutline | UseOutline)[] => {
    const wrong = (at: Place, text: string): [] => {
      mistakes.push({ at, text })
      return []
    }
    if (item.kind !== 'map')
      return wrong(item.at, `front is a list of hops, each "name: [steps]"; found ${described(item)}`)
    const use = item.entries.get('use')
    if (use) {
      const odd = [...item.entries].find(([key]) => !USE_KEYS.includes(key))
      if (odd) return wrong(odd[1].key, `"${odd[0]}" is not known here; beside "use" only "set" may stand`)
      if (use.value.kind !== 'scalar' || typeof use.value.value !== 'string')
        return wrong(use.value.at, `use: expected the name of a scenario; found ${described(use.value)}`)
      const set = item.entries.get('set')
      if (set && set.value.kind !== 'map')
        return wrong(set.value.at, `set: expected "param: value" lines; found ${described(set.value)}`)
      return [{ use: use.value.value, at: use.value.at, ...(set ? { set: set.value } : {}) }]
    }
    const [first, second] = [...item.entries]
    if (!first) return wrong(item.at, 'this hop has no name')
    const [name, { key, value }] = first
    if (second)
      return wrong(
        second[1].key,
        `"${name}" and "${second[0]}" in one hop: begin a new line with "- ", or indent it as a step`,
      )
    if (value.kind === 'scalar' && value.value === null) return [{ name, at: key, steps: [] }]
    if (value.kind !== 'list')
      return wrong(
        key,
        isBehaviour(name)
          ? `"${name}" is a step and needs a hop around it: front is a list of hops, each "name: [steps]"`
          : `a hop is "name: [steps]"; found ${described(value)}`,
      )
    return [{ name, at: key, steps: value.items.flatMap(outlineStep) }]
  })
}

/** The same with every option and rule changed, as interpolation does. */
export function mapStep(step: StepOutline, change: (located: Located) => Located): StepOutline {
  const rules = new Map([...step.rules].map(([name, { key, value }]) => [name, { key, value: change(value) }]))
  return { ...step, rules, ...(step.options ? { options: change(step.options) } : {}) }
}
