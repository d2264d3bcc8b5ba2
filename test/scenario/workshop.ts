// A folder of scenario files for one test, and what the tests ask of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { rehearse } from '../../src/core/rehearse.ts'
import { UserError } from '../../src/core/user-error.ts'
import type { WireExchange } from '../../src/core/wire.ts'
import { parseWire } from '../../src/core/wire.ts'
import type { LoadOptions, Scenario } from '../../src/scenario/load.ts'
import { loadScenario } from '../../src/scenario/load.ts'

export interface Workshop {
  readonly folder: string
  file(name: string, text: string | Uint8Array): string
  /** A file in this folder; what it extends or uses by name is there too. */
  load(file: string, options?: LoadOptions): Promise<Scenario>
}

export function workshop(files: Record<string, string | Uint8Array> = {}): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'repro-scenario-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name: string, text: string | Uint8Array) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  for (const [name, text] of Object.entries(files)) file(name, text)
  return {
    folder,
    file,
    async load(name, options = {}) {
      const scenario = await loadScenario(`./${name}`, { from: folder, folder, ...options })
      onTestFinished(() => scenario.close())
      return scenario
    },
  }
}

/** The mistake's text with the folder taken out of it; anything but a UserError fails the test. */
export async function mistakeIn(
  text: string | Uint8Array,
  options?: LoadOptions,
  more?: Record<string, string>,
): Promise<string> {
  const shop = workshop({ 'mine.yaml': text, ...more })
  const error = await shop.load('mine.yaml', options).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error === undefined) throw new Error('it loaded')
  if (!(error instanceof UserError)) throw error
  if (error.exitCode !== 2) throw new Error(`exit code ${error.exitCode}`)
  return error.message.replaceAll(`${shop.folder}/`, '')
}

/** What comes out of a scenario for traffic in wire notation. */
export async function play(scenario: Scenario, wire: string): Promise<WireExchange[]> {
  return (await rehearse(scenario.chain, parseWire(wire))).map(({ exchange }) => exchange)
}

/** Hop, behaviours and options, as they stand after extends and use. */
export function frontOf(scenario: Scenario): string[] {
  return scenario.resolved.front.flatMap((hop) =>
    Object.entries(hop).flatMap(([name, steps]) =>
      steps
        .filter((step) => !String(step.source).startsWith('added by itself'))
        .map(({ source: _, ...step }) => `${name} ${JSON.stringify(step)}`),
    ),
  )
}
