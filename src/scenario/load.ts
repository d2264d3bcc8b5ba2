// A scenario by name or path, ready to play.
import type { Chain } from '../core/chain.ts'
import type { Site } from '../core/sites.ts'
import { build, closeChain, prepare } from './compile.ts'
import { findScenario, nameOf, SHIPPED } from './find.ts'
import type { InstanceSpec } from './instances.ts'
import { at, plain } from './located.ts'
import type { Params } from './params.ts'
import { withTyped } from './params.ts'
import type { Source } from './place.ts'
import { startOf } from './place.ts'
import type { Proof } from './proofs.ts'
import { proofsOf } from './proofs.ts'
import { readSource } from './read-file.ts'
import type { Registry } from './registry.ts'
import { createRegistry } from './registry.ts'
import { resolveScenario } from './resolve.ts'
import type { ResolvedScenario } from './resolved.ts'
import { believedIn, resolvedOf } from './resolved.ts'

export interface LoadOptions {
  /** `--set`: values for params, as text. */
  readonly set?: Readonly<Record<string, string>>
  /** A dev server stands behind the front: params take their value for that. */
  readonly dev?: boolean
  /** Where paths start from; the current folder when absent. */
  readonly from?: string
  /** Where names are looked up; the scenarios of the package when absent. */
  readonly folder?: string
  readonly registry?: Registry
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** In place of the scenario's own. */
  readonly seed?: number
  /** Is given every file that is read and its text, also when the load fails; the text is empty when it could not be read. */
  readonly files?: Map<string, string>
}

export interface ParamValue {
  readonly name: string
  readonly value: unknown
  readonly about: string
}

export interface Scenario {
  readonly name: string
  /** One line, empty when the file says nothing. */
  readonly about: string
  readonly group: string
  readonly mirrors: readonly string[]
  readonly notes: string
  /** Absolute; absent for text that came from elsewhere. */
  readonly file?: string
  readonly chain: Chain
  readonly plumbing: 'exempt' | 'follow'
  /** The copies of the app that it is about; empty: one, whatever it is. */
  readonly instances: readonly InstanceSpec[]
  /** Other hosts that it answers for. */
  readonly sites: readonly (Site & { readonly name: string; readonly behaviours: readonly string[] })[]
  readonly params: readonly ParamValue[]
  /** As plain values, with nothing left to extend, use or fill in: it can be written down and loaded again. */
  readonly resolved: ResolvedScenario
  readonly proofs: readonly Proof[]
  /** What is neither documented nor measured: `hop/step: why`. */
  readonly believed: readonly string[]
  /** All files that it is made of: absolute path and text. */
  readonly sources: ReadonlyMap<string, string>
  readonly files: readonly string[]
  /** The same chain with nothing remembered, for dry runs; `closeChain` it when done. */
  fresh(now?: () => number): Chain
  close(): void
}

/** Rejects with UserError for everything that is wrong with the name, the files or the settings. */
export async function loadScenario(nameOrPath: string, options: LoadOptions = {}): Promise<Scenario> {
  const path = await findScenario(nameOrPath, options.from, options.folder)
  options.files?.set(path, '')
  return loadSource(await readSource(path), options)
}

/** The same for text at hand. */
export async function loadSource(source: Source, options: LoadOptions = {}): Promise<Scenario> {
  const { folder = SHIPPED, now = Date.now, registry = createRegistry(), files = new Map() } = options
  const resolvedWith = (set: Readonly<Record<string, string>>) => {
    const settings = (params: Params) => withTyped(params, set)
    const dev = options.dev === true
    return resolveScenario(source, { behaviours: registry.names, folder, files, dev, settings })
  }
  const resolved = await resolvedWith(options.set ?? {})
  const { document, root, params } = resolved
  const hops = await prepare(resolved.hops, registry, startOf(source))
  const proofs = await Promise.all(
    proofsOf(at(root, 'proof'), params).map(async (proof, i): Promise<Proof> => {
      if (!proof.set) return proof
      const { hops, root, params } = await resolvedWith({ ...options.set, ...proof.set })
      const steps = await prepare(hops, registry, startOf(source))
      const same = proofsOf(at(root, 'proof'), params)[i]!
      return { ...same, fresh: (time = now) => build(steps, { seed: 1, now: time }) }
    }),
  )
  const { plumbing = 'exempt' } = document
  const seed = options.seed ?? document.seed ?? 1
  const fresh = (time = now) => build(hops, { seed, now: time })
  const chain = fresh()
  let open = true
  return {
    name: nameOf(source.path ?? source.name),
    about: document.about?.trim() ?? '',
    group: document.group ?? '',
    mirrors: [document.mirrors ?? []].flat(),
    notes: document.notes?.trim() ?? '',
    ...(source.path === undefined ? {} : { file: source.path }),
    chain,
    plumbing,
    instances: resolved.instances,
    sites: hops.flatMap(({ name, site, steps }) =>
      site ? [{ name, ...site, behaviours: steps.map(({ behaviour }) => behaviour.name) }] : [],
    ),
    params: [...params.values()].map(({ name, value, about = '' }) => ({ name, value: plain(value), about })),
    resolved: resolvedOf(document, hops, resolved.instances),
    proofs,
    believed: believedIn(hops),
    sources: files,
    files: [...files.keys()],
    fresh,
    close() {
      if (open) closeChain(chain)
      open = false
    },
  }
}
