// What the page may do to a running proxy; a recording has none of it.
import type { CacheShown, CheckResult, ScenarioShown } from './protocol.ts'

export interface Controls {
  scenario(): ScenarioShown
  /** Calls back when that is another one now. Answers the function that ends it. */
  onChange(changed: () => void): () => void
  caches(): readonly CacheShown[]
  /** Without an id: all of that step. Answers how many went. */
  purge(step: number, id?: string): number
  /** Throws UserError for a step that is not there or cannot be switched. */
  switchStep(step: number, on: boolean): void
  /** Rejects with UserError; what played before goes on then. */
  play(name: string): Promise<void>
  /** `clock`: what the page says the time is. */
  check?(clock: number): Promise<readonly CheckResult[]>
}
