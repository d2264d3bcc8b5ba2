// One scenario out of the files it is made of: those it extends, those it uses, with the values of its params filled in.
import { dirname } from 'node:path'
import { UserError } from '../core/user-error.ts'
import { check } from './check.ts'
import type { Document } from './document.ts'
import { documentSchema } from './document.ts'
import { findScenario, nameOf } from './find.ts'
import type { InstanceSpec } from './instances.ts'
import { instancesOf } from './instances.ts'
import type { Located } from './located.ts'
import { at } from './located.ts'
import type { HopOutline } from './outline.ts'
import { mapStep, outlineFront } from './outline.ts'
import { leaveOut, overlay } from './overlay.ts'
import type { Param, Params } from './params.ts'
import { declaredParams, interpolate, withSettings } from './params.ts'
import type { Mistake, Place, Source } from './place.ts'
import { mistake, userError } from './place.ts'
import { readYaml } from './read.ts'
import { readSource } from './read-file.ts'
import { siteHops } from './sites.ts'

export interface ResolveOptions {
  readonly behaviours: readonly string[]
  readonly folder: string
  /** Every file that is read and its text, also when the scenario turns out to be broken. */
  readonly files: Map<string, string>
  /** A dev server stands behind the front. */
  readonly dev: boolean
  /** Values from outside, put in place of the defaults. */
  settings(params: Params): Params
}

export interface Resolved {
  readonly document: Document
  readonly root: Located
  readonly params: Params
  readonly hops: readonly HopOutline[]
  readonly instances: readonly InstanceSpec[]
}

interface Part {
  readonly source: Source
  readonly root: Located
  readonly document: Document
}

/** `use` in `use` in `use` can ask for more hops than any front has. */
const MOST_HOPS = 64

/** Rejects with UserError. */
export function resolveScenario(source: Source, options: ResolveOptions): Promise<Resolved> {
  let budget = MOST_HOPS

  async function gather(
    first: Source,
    under: readonly string[],
    settings: (params: Params) => Params,
  ): Promise<Resolved> {
    const parts = await lineage(first, under, options)
    const paths = parts.map(({ source }) => source.path ?? source.name)
    const declared = new Map<string, Param>()
    for (const { root } of parts.toReversed()) {
      for (const param of declaredParams(at(root, 'params'), options.dev)) {
        const before = declared.get(param.name)
        declared.set(param.name, { ...(before?.about === undefined ? {} : { about: before.about }), ...param })
      }
    }
    const params = settings(declared)
    const mistakes: Mistake[] = []
    const fill = (located: Located) => interpolate(located, params, mistakes)
    let hops: HopOutline[] = []
    for (let i = parts.length - 1; i >= 0; i--) {
      const part = parts[i]!
      const path = [...under, ...paths.slice(0, i + 1)]
      const own: HopOutline[] = []
      for (const item of outlineFront(at(part.root, 'front'), options.behaviours, mistakes)) {
        if (--budget < 0) throw mistake(item.at, `more than ${MOST_HOPS} hops`)
        if ('steps' in item) own.push({ ...item, steps: item.steps.map((step) => mapStep(step, fill)) })
        else {
          const set = item.set && fill(item.set)
          const used = await follow(item.use, item.at, part.source, options, path)
          const inner = await gather(used, path, (theirs) => withSettings(theirs, set, mistakes))
          own.push(...inner.hops)
        }
      }
      hops = overlay(leaveOut(hops, at(part.root, 'without'), mistakes), own, mistakes)
      if (part.document.extends === undefined && at(part.root, 'without'))
        mistakes.push({
          at: at(part.root, 'without')!.at,
          text: '"without" needs "extends": there is nothing to leave out',
        })
    }
    const others = parts.map(({ root }) => at(root, 'sites')).find((one) => one !== undefined)
    const sited = siteHops(others, options.behaviours, mistakes)
    // A scenario that is used lends its hops; the other hosts are those of the whole.
    if (under.length === 0)
      hops.push(...sited.map((hop) => ({ ...hop, steps: hop.steps.map((one) => mapStep(one, fill)) })))
    namedOnce(hops, mistakes)
    const copies = parts.map(({ root }) => at(root, 'instances')).find((one) => one !== undefined)
    const instances = instancesOf(copies && fill(copies), mistakes)
    if (mistakes.length > 0) throw userError(mistakes)
    const leaf = parts[0]!
    return { root: leaf.root, document: inherited(parts), params, hops, instances }
  }
  return gather(source, [], options.settings)
}

/** The file, the one it extends, the one that extends, and so on. */
async function lineage(first: Source, under: readonly string[], options: ResolveOptions): Promise<Part[]> {
  const parts: Part[] = []
  let source: Source | undefined = first
  while (source) {
    if (source.path !== undefined) options.files.set(source.path, source.text)
    const root = readYaml(source)
    const part: Part = { source, root, document: documentOf(root, source) }
    parts.push(part)
    const reference = at(root, 'extends')
    if (part.document.extends === undefined || !reference) break
    const path = [...under, ...parts.map((one) => one.source.path ?? one.source.name)]
    source = await follow(part.document.extends, reference.at, source, options, path)
  }
  return parts
}

function documentOf(root: Located, source: Source): Document {
  if (root.kind !== 'map')
    throw mistake(
      root.at,
      'a scenario is a map: lines such as "about: ..." and "front:"',
      'repro-proxy scenarios new NAME writes one to start from.',
    )
  const mistakes: Mistake[] = []
  const document = check(documentSchema, root, mistakes)
  if (document && document.front === undefined && document.extends === undefined)
    mistakes.push({
      at: { source, start: root.at.start, end: root.at.start + 1 },
      text: '"front" is missing: the list of hops',
    })
  if (mistakes.length > 0 || !document) throw userError(mistakes)
  return document
}

/** The file that `extends` or `use` names. */
async function follow(
  reference: string,
  place: Place,
  from: Source,
  { folder, files }: ResolveOptions,
  under: readonly string[],
): Promise<Source> {
  try {
    const path = await findScenario(reference, from.path === undefined ? undefined : dirname(from.path), folder)
    if (under.includes(path)) throw circle(place, [...under, path])
    if (!files.has(path)) files.set(path, '')
    return await readSource(path)
  } catch (error) {
    if (!(error instanceof UserError) || error.message.includes('\n')) throw error
    throw mistake(place, error.message, error.hint)
  }
}

function circle(place: Place, path: readonly string[]): UserError {
  const from = path.indexOf(path.at(-1)!)
  return mistake(place, `a circle: ${path.slice(from).map(nameOf).join(' -> ')}`)
}

function namedOnce(hops: readonly HopOutline[], mistakes: Mistake[]): void {
  const seen = new Set<string>()
  for (const { name, at: place } of hops) {
    if (seen.has(name))
      mistakes.push({ at: place, text: `two hops are called "${name}"; the timeline could not tell them apart` })
    seen.add(name)
  }
}

/** What a scenario does not say about itself, the one that it extends says. Proofs are its own: they prove the whole. */
function inherited(parts: readonly Part[]): Document {
  const own = parts[0]!.document
  const all = Object.assign({}, ...parts.toReversed().map(({ document }) => document)) as Document
  return { ...all, proof: own.proof, extends: own.extends, notes: own.notes, without: own.without }
}
