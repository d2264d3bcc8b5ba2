// A scenario as plain values once everything is in its place: what `scenarios show` prints and a report can carry.
import type { PreparedHop, PreparedStep } from './compile.ts'
import type { Document } from './document.ts'
import type { InstanceSpec } from './instances.ts'

/** A behaviour and its options, and what stands beside it. */
export type ResolvedStep = Readonly<Record<string, unknown>>

export interface ResolvedScenario {
  readonly about?: string
  readonly mirrors?: string | readonly string[]
  readonly group?: string
  readonly front: readonly Readonly<Record<string, readonly ResolvedStep[]>>[]
  readonly sites?: Readonly<Record<string, unknown>>
  readonly instances?: Readonly<Record<string, unknown>>
  readonly plumbing: 'exempt' | 'follow'
  readonly seed: number
  readonly notes?: string
}

export function resolvedOf(
  document: Document,
  hops: readonly PreparedHop[],
  instances: readonly InstanceSpec[],
): ResolvedScenario {
  const { about, mirrors, group, plumbing = 'exempt', seed = 1, notes } = document
  return {
    ...(about === undefined ? {} : { about }),
    ...(mirrors === undefined ? {} : { mirrors }),
    ...(group === undefined ? {} : { group }),
    front: hops.filter(({ site }) => !site).map(({ name, steps }) => ({ [name]: steps.map(stepOf) })),
    ...(hops.some(({ site }) => site) ? { sites: Object.fromEntries(hops.flatMap(siteOf)) } : {}),
    ...(instances.length === 0 ? {} : { instances: Object.fromEntries(instances.map(writtenOut)) }),
    plumbing,
    seed,
    ...(notes === undefined ? {} : { notes }),
  }
}

function siteOf({ name, site, steps }: PreparedHop): [string, unknown][] {
  if (!site) return []
  const { host, about, throughFront } = site
  const how = { ...(about === '' ? {} : { about }), ...(throughFront ? { 'through-front': true } : {}) }
  return [[name, { host, ...how, steps: steps.map(stepOf) }]]
}

function writtenOut({ name, env, cwd, clock }: InstanceSpec): [string, unknown] {
  const own = {
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(clock === undefined ? {} : { clock: `${clock < 0 ? '-' : '+'}${Math.abs(clock)}ms` }),
  }
  return [name, own]
}

function stepOf({ behaviour, given, rules, implied }: PreparedStep): ResolvedStep {
  const source = implied ? { source: 'added by itself: a hop without one gets it' } : {}
  return { [behaviour.name]: given, ...rules, ...source }
}

/** `hop/step: why` for what is neither documented nor measured. */
export function believedIn(hops: readonly PreparedHop[]): string[] {
  return hops.flatMap(({ name, steps }) =>
    steps.flatMap(({ behaviour, rules: { believed } }) => {
      if (believed === undefined || believed === false) return []
      return [`${name}/${behaviour.name}${believed === true ? '' : `: ${believed}`}`]
    }),
  )
}
