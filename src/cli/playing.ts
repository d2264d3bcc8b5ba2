// What the front plays, which may change while it runs: a file is saved, a step is switched off, another scenario is chosen. There
// is one owner of that, and everybody who wants a change asks here.
import type { FrontEvent } from '../core/events.ts'
import { UserError } from '../core/user-error.ts'
import type { Front } from '../proxy/front.ts'
import type { LoadOptions, Scenario } from '../scenario/load.ts'
import { loadScenario } from '../scenario/load.ts'
import { withoutSteps } from '../scenario/switched.ts'
import type { ScenarioWatcher } from '../scenario/watch.ts'
import { watchScenario } from '../scenario/watch.ts'

export interface Playing {
  readonly scenario: Scenario
  /** Places in the chain of the steps that are switched off. */
  readonly off: ReadonlySet<number>
  /** What is wrong with the file as it was last saved. */
  readonly error: string | undefined
  onChange(changed: () => void): () => void
  /** Throws UserError for a step that is not there or cannot be switched. */
  switchStep(index: number, on: boolean): void
  /** Another scenario, by name or path, with its own defaults. Rejects with UserError; the one before goes on then. */
  play(nameOrPath: string): Promise<void>
  stopWatching(): void
  /** When no exchange needs it any more. */
  close(): void
}

export interface PlayingOptions {
  readonly nameOrPath: string
  readonly load: LoadOptions
  readonly watch: boolean
  readonly tell: (event: Omit<FrontEvent, 'type' | 'at'>) => void
}

/** No front is without it: connections end and begin at every hop. */
export const isFixed = (name: string) => name === 'connection'

export function createPlaying(front: Front, first: Scenario, options: PlayingOptions): Playing {
  const { tell } = options
  let playing = first
  // Exchanges under way keep the chain that they began with, so a scenario is closed when the one after it is replaced too.
  let replaced: Scenario | undefined
  let off: ReadonlySet<number> = new Set()
  let error: string | undefined
  let watcher: ScenarioWatcher | undefined
  let asked = 0
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const apply = () => {
    const { name, plumbing, chain } = playing
    front.swap({ name, plumbing, chain: withoutSteps(chain, off) })
  }
  function replace(next: Scenario): void {
    // Of a file that was saved, the same steps stay off as long as they are the same steps.
    if (outline(next) !== outline(playing)) off = new Set()
    error = undefined
    replaced?.close()
    replaced = playing
    playing = next
    apply()
  }
  function follow(nameOrPath: string, load: LoadOptions): void {
    watcher?.close()
    if (!options.watch) return
    watcher = watchScenario(nameOrPath, load, playing, {
      changed(next) {
        replace(next)
        tell({ state: 'scenario', text: `${next.name} was saved and is played from now on`, scenario: next.name })
        changed()
      },
      broken({ message }) {
        error = message
        tell({ state: 'scenario-error', text: `${message}\n\nThe scenario plays on as it was before.` })
        changed()
      },
    })
  }
  follow(options.nameOrPath, options.load)
  return {
    get scenario() {
      return playing
    },
    get off() {
      return off
    },
    get error() {
      return error
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    switchStep(index, on) {
      const step = playing.chain.steps[index]
      if (!step) throw new UserError('that step is not in the scenario any more')
      if (isFixed(step.name)) throw new UserError(`${step.name} cannot be switched off: every front does that`)
      if (off.has(index) !== on) return
      const next = new Set(off)
      if (on) next.delete(index)
      else next.add(index)
      off = next
      apply()
      const text = `${step.hop}/${step.name} is switched ${on ? 'on again' : 'off'}, from the next exchange on`
      tell({ state: 'scenario', text, scenario: playing.name })
      changed()
    },
    async play(nameOrPath) {
      const turn = ++asked
      const { seed, from } = options.load
      const load = { ...(seed === undefined ? {} : { seed }), ...(from === undefined ? {} : { from }) }
      const next = await loadScenario(nameOrPath, load)
      // Somebody chose yet another one meanwhile.
      if (turn !== asked) return next.close()
      off = new Set()
      replace(next)
      follow(nameOrPath, load)
      tell({ state: 'scenario', text: `${next.name} is played from now on`, scenario: next.name })
      changed()
    },
    stopWatching: () => watcher?.close(),
    close() {
      replaced?.close()
      playing.close()
    },
  }
}

function outline({ name, chain }: Scenario): string {
  return [name, ...chain.steps.map((step) => `${step.hop}/${step.name}`)].join('\n')
}
