// What `extends` means. The other scenario's hops stay where they are; a hop of the same name here changes them step by step:
// a step whose behaviour is there already changes that step (maps are merged, lists and single values replaced, null takes an
// option back to its default), another one is new and goes to the hop's end, or `before` a named step. Hops with other names
// follow on the app's side. `without` leaves out hops and steps.
import { didYouMean } from '../core/did-you-mean.ts'
import type { Entry, Located } from './located.ts'
import type { HopOutline, StepOutline } from './outline.ts'
import type { Mistake } from './place.ts'

export function overlay(base: readonly HopOutline[], own: readonly HopOutline[], mistakes: Mistake[]): HopOutline[] {
  const out = [...base]
  for (const hop of own) {
    const at = base.findIndex((other) => other.name === hop.name)
    if (at < 0) out.push(hop)
    else out[at] = { ...out[at]!, steps: overlaySteps(hop.name, out[at]!.steps, hop.steps, mistakes) }
  }
  return out
}

function overlaySteps(
  hop: string,
  base: readonly StepOutline[],
  own: readonly StepOutline[],
  mistakes: Mistake[],
): StepOutline[] {
  const out = [...base]
  for (const step of own) {
    const same = (other: StepOutline) => other.name === step.name
    const there = base.filter(same).length
    if (there > 0 && (there > 1 || own.filter(same).length > 1)) {
      const text = `which "${step.name}" of hop "${hop}" is changed? ${there > 1 ? `It has ${there} there` : 'This one stands here more than once'}: take it out with "without: [${hop}/${step.name}]" and write it anew`
      mistakes.push({ at: step.at, text })
      continue
    }
    const before = step.rules.get('before')
    const rules = new Map([...step.rules].filter(([name]) => name !== 'before'))
    if (there === 1) {
      if (before) mistakes.push({ at: before.key, text: `"before" is for new steps; "${step.name}" stays where it is` })
      const at = out.findIndex(same)
      out[at] = changed(out[at]!, { ...step, rules })
      continue
    }
    const name = before?.value.kind === 'scalar' ? String(before.value.value) : undefined
    const at = name === undefined ? out.length : out.findIndex((other) => other.name === name)
    if (before && at < 0) {
      const near = didYouMean(
        name!,
        out.map((other) => other.name),
      )
      mistakes.push({ at: before.value.at, text: `hop "${hop}" has no step "${name}"${near}` })
      continue
    }
    out.splice(at, 0, { ...step, rules })
  }
  return out
}

function changed(base: StepOutline, own: StepOutline): StepOutline {
  const options = base.options && own.options ? merged(base.options, own.options) : (own.options ?? base.options)
  const rules = new Map([...base.rules, ...own.rules].filter(([name]) => !isNull(own.rules.get(name))))
  return { name: base.name, at: own.at, rules, ...(options ? { options } : {}) }
}

function merged(base: Located, own: Located): Located {
  if (base.kind !== 'map' || own.kind !== 'map') return own
  const entries = new Map(base.entries)
  for (const [name, entry] of own.entries) {
    const before = base.entries.get(name)
    if (isNull(entry) && before) entries.delete(name)
    else entries.set(name, before ? { key: entry.key, value: merged(before.value, entry.value) } : entry)
  }
  return { ...own, entries }
}

function isNull(entry: Entry | undefined): boolean {
  return entry?.value.kind === 'scalar' && entry.value.value === null
}

/** `without: [nginx/redirect, cdn]`. What is not there is a mistake. */
export function leaveOut(base: readonly HopOutline[], without: Located | undefined, mistakes: Mistake[]): HopOutline[] {
  let out = [...base]
  for (const item of without?.kind === 'list' ? without.items : []) {
    const text = item.kind === 'scalar' ? String(item.value) : ''
    const [name, ...rest] = text.split('/')
    const step = rest.join('/')
    const known = out.flatMap((hop) => [hop.name, ...hop.steps.map((one) => `${hop.name}/${one.name}`)])
    if (!known.includes(text))
      mistakes.push({ at: item.at, text: `there is no "${text}" to leave out${didYouMean(text, known)}` })
    else if (step === '') out = out.filter((hop) => hop.name !== name)
    else
      out = out.map((hop) =>
        hop.name === name ? { ...hop, steps: hop.steps.filter((one) => one.name !== step) } : hop,
      )
  }
  return out
}
