// What is played behind every scenario: the login that was found, one that somebody wrote down, or a test command. The check
// itself knows no more of it than this.
import type { Door, Visitor } from './visitor.ts'

/** null: there is no such thing, or it cannot be seen. Absent: this play never looks at it. */
export interface Held {
  readonly signedIn?: boolean | null
  readonly reload?: boolean | null
  readonly server?: boolean | null
  readonly client?: boolean | null
  readonly api?: boolean | null
  /** A second visitor sees nothing of the first one's session. */
  readonly apart?: boolean | null
  readonly signedOut?: boolean | null
  /** A test command ended well. */
  readonly command?: boolean | null
}

export interface Outcome {
  readonly held: Held
  /** What was seen where it went wrong, for when no diagnosis says why. */
  readonly seen: readonly string[]
}

export interface Learned {
  /** For people: what was taken for what. */
  readonly assumed: readonly string[]
}

export interface OnStage {
  readonly scenario: string
  /** Where the app begins: the public origin, or the path that the scenario mounts it at. */
  readonly base: string
  readonly door: Door
  /** Aborted when the scenario is over, however it ended. */
  readonly signal: AbortSignal
  /** The same one for the same name; each has cookies of its own. */
  visitor(name: string): Promise<Visitor>
}

export interface Play {
  /** Programs that are led to no host reach the front by its port alone: the public address has it then. */
  readonly withPort?: boolean
  /** Where nothing stands in the way, before all else. Rejects with UserError when the app is not as the play needs it. */
  learn(on: OnStage): Promise<Learned>
  run(on: OnStage): Promise<Outcome>
}

export function survives({ held }: Outcome): boolean {
  return Object.values(held).every((each) => each !== false)
}
