// The behaviours are the files of one folder: dropping one in is all it takes. Only those that a scenario names are imported.
import { readdirSync } from 'node:fs'
import type { Behaviour } from '../core/behaviour.ts'

/** Beside this folder, in src as in dist. */
export const BEHAVIOURS = new URL('../behaviours/', import.meta.url)

export interface Registry {
  /** In alphabetical order. */
  readonly names: readonly string[]
  has(name: string): boolean
  /** Rejects when there is no such behaviour: ask `has` first. */
  load(name: string): Promise<Behaviour>
}

export function createRegistry(folder: URL = BEHAVIOURS): Registry {
  const files = new Map<string, string>()
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = /^([^.]+)\.(?:ts|js)$/.exec(entry.name)?.[1]
    if (name !== undefined && !entry.isDirectory()) files.set(name, entry.name)
  }
  return {
    names: [...files.keys()].sort(),
    has: (name) => files.has(name),
    async load(name) {
      const file = files.get(name)
      if (file === undefined) throw new Error(`no behaviour is called ${name}`)
      const { default: behaviour } = (await import(new URL(file, folder).href)) as { default: Behaviour }
      if (behaviour?.name !== name) throw new Error(`${file} must export the behaviour "${name}" as its default`)
      return behaviour
    },
  }
}
