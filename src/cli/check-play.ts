// The flags of `check` that say what is played.
import type { Play } from '../check/play.ts'
import { credentialsOf, loginFlag } from './check-flags.ts'

export interface PlayFlags {
  readonly user?: string | undefined
  readonly password?: string | undefined
  readonly login?: string | undefined
  readonly flow?: string | undefined
  readonly command?: string | undefined
}

/** Rejects with UserError. */
export async function playOf({ user, password, login, flow, command }: PlayFlags, host: string): Promise<Play> {
  const { chosenPlay } = await import('../check/chosen-play.ts')
  const needed = flow === undefined && command === undefined
  const credentials = needed ? credentialsOf({ user, password }) : { user, password }
  return chosenPlay({ credentials, login: loginFlag(login), flow, command }, host)
}
