// What `check` plays: a written flow, a command of the user's own, or the login that it finds by itself.
import type { Play } from '../check/play.ts'
import { UserError } from '../core/user-error.ts'
import { credentialsOf, loginFlag } from './check-flags.ts'

export interface PlayFlags {
  readonly user?: string | undefined
  readonly password?: string | undefined
  readonly login?: string | undefined
  readonly flow?: string | undefined
  readonly command?: string | undefined
}

/** Reads all that it needs before anything runs. Rejects with UserError. */
export async function playOf(flags: PlayFlags, host: string): Promise<Play> {
  const { user, password, flow, command } = flags
  const login = loginFlag(flags.login)
  const given = Object.entries({ '--flow': flow, '--command': command, '--login': login }).filter(([, value]) => value)
  if (given.length > 1)
    throw new UserError(`${given.map(([name]) => name).join(' and ')} cannot both be given`, {
      hint: 'Each of them says by itself what is played.',
      exitCode: 2,
    })
  const named = {
    ...process.env,
    ...(user === undefined ? {} : { REPRO_USER: user }),
    ...(password === undefined ? {} : { REPRO_PASSWORD: password }),
  }
  if (flow !== undefined) {
    const [{ readFlow }, { writtenFlow }] = await Promise.all([
      import('../check/flow-file/read.ts'),
      import('../check/flow-file/written-flow.ts'),
    ])
    return writtenFlow(await readFlow(flow, named))
  }
  if (command !== undefined) {
    const [{ testCommand }, { openAuthorities }] = await Promise.all([
      import('../check/test-command.ts'),
      import('../tls/authorities.ts'),
    ])
    const certificateFile = (await openAuthorities([host])).at(-1)!.certificateFile
    return testCommand({ command, certificateFile, env: named })
  }
  const { foundLogin } = await import('../check/found-login.ts')
  return foundLogin(credentialsOf({ user, password }), login)
}
