// The inspector's view of what is played, and what it may do to it.
import { createHash } from 'node:crypto'
import { UserError } from '../core/user-error.ts'
import type { Controls } from '../inspector/controls.ts'
import type { CacheShown, ScenarioShown, StepShown } from '../inspector/protocol.ts'
import { maskUrl } from '../views/mask-text.ts'
import type { Playing } from './playing.ts'
import { isFixed } from './playing.ts'

export function controlsOf(playing: Playing): Controls {
  return {
    scenario: () => shown(playing),
    onChange: playing.onChange,
    caches: () => cachesOf(playing),
    purge(index, id) {
      const keeper = playing.scenario.chain.steps[index]?.hooks.inspect?.()
      if (!keeper) throw new UserError('that cache is not there any more')
      if (id === undefined) return keeper.purge()
      const entry = keeper.entries().find(({ key }) => idOf(key) === id)
      return entry ? keeper.purge(entry.key) : 0
    },
    switchStep: playing.switchStep,
    play: playing.play,
  }
}

function shown({ scenario, off, error }: Playing): ScenarioShown {
  const { name, about, chain, resolved } = scenario
  // In the order of the chain: it is built from the same hops and steps.
  const written = resolved.front.flatMap((hop) => Object.values(hop).flat())
  const steps = chain.steps.map((step, index): StepShown & { hop: number } => ({
    hop: step.hopIndex,
    index,
    name: step.name,
    on: !off.has(index),
    fixed: isFixed(step.name),
    ...inWords(written[index] ?? {}, step.name),
  }))
  const hops = chain.hops.map((hop, index) => ({
    name: hop.name,
    steps: steps.filter((step) => step.hop === index).map(({ hop: _, ...step }) => step),
  }))
  return { name, about, hops, ...(error === undefined ? {} : { error }) }
}

function inWords(step: Readonly<Record<string, unknown>>, name: string): Pick<StepShown, 'lines'> {
  const { [name]: options, source, believed, ...rules } = step
  const lines = [
    ...(isObject(options) ? linesOf(options) : options === undefined ? [] : [text(options)]),
    ...linesOf(rules),
  ]
  const because = believed === true ? 'neither documented nor measured' : believed
  return {
    lines,
    ...(typeof source === 'string' ? { source } : {}),
    ...(typeof because === 'string' ? { believed: because } : {}),
  }
}

const linesOf = (values: Readonly<Record<string, unknown>>) =>
  Object.entries(values).map(([key, value]) => `${key}: ${text(value)}`)
const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function cachesOf({ scenario }: Playing): CacheShown[] {
  return scenario.chain.steps.flatMap(({ hop, name, hooks }, step) => {
    const keeper = hooks.inspect?.()
    if (!keeper) return []
    const entries = keeper.entries().map((entry) => ({ ...entry, key: maskUrl(entry.key), id: idOf(entry.key) }))
    return [{ step, hop, name, entries }]
  })
}

function idOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 16)
}
