// What a check plays: a written flow, a command of the user's own, or the login that it finds by itself.
import { UserError } from '../core/user-error.ts'
import type { Play } from './play.ts'

export interface Choice {
  readonly credentials?: { readonly user?: string | undefined; readonly password?: string | undefined } | undefined
  /** Path of the page with the sign-in form. */
  readonly login?: string | undefined
  /** Path of a flow file. */
  readonly flow?: string | undefined
  /** For the shell. */
  readonly command?: string | undefined
}

/** Reads all that it needs before anything runs. Rejects with UserError. */
export async function chosenPlay(choice: Choice, host: string): Promise<Play> {
  const { credentials, login, flow, command } = choice
  const given = Object.entries({ flow, command, login }).filter(([, value]) => value !== undefined)
  if (given.length > 1)
    throw new UserError(`${given.map(([name]) => `--${name}`).join(' and ')} cannot both be given`, {
      hint: 'Each of them says by itself what is played.',
      exitCode: 2,
    })
  const { user, password } = credentials ?? {}
  const env = {
    ...process.env,
    ...(user === undefined ? {} : { REPRO_USER: user }),
    ...(password === undefined ? {} : { REPRO_PASSWORD: password }),
  }
  if (flow !== undefined) {
    const [{ readFlow }, { writtenFlow }] = await Promise.all([
      import('./flow-file/read.ts'),
      import('./flow-file/written-flow.ts'),
    ])
    return writtenFlow(await readFlow(flow, env))
  }
  if (command !== undefined) {
    const [{ testCommand }, { openAuthorities }] = await Promise.all([
      import('./test-command.ts'),
      import('../tls/authorities.ts'),
    ])
    const certificateFile = (await openAuthorities([host])).at(-1)!.certificateFile
    return testCommand({ command, certificateFile, env })
  }
  if (!user || !password)
    throw new UserError('nobody to sign in as', {
      hint: 'Give credentials of an account made for tests, a flow or a command.',
      exitCode: 2,
    })
  const { foundLogin } = await import('./found-login.ts')
  return foundLogin({ user, password }, login)
}
