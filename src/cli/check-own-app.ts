// `check -- npm start`: the app runs for as long as the check does. It is told the public address that it will be asked under.
import type { Project } from '../app/project.ts'
import type { Upstream } from '../core/exchange.ts'
import { UserError } from '../core/user-error.ts'
import { startApp } from '../runner/app.ts'
import { appEnvironment } from '../runner/environment.ts'
import { openAuthorities } from '../tls/authorities.ts'
import { note } from './say.ts'

export interface OwnApp {
  readonly command: readonly string[]
  readonly project: Project
  readonly host: string
  readonly signal: AbortSignal
}

/** Milliseconds until an app that never listens is given up. */
const PATIENCE = 120_000

/** Rejects with UserError when the app does not come up, or is lost before the check is over. */
export async function withApp<T>(
  { command, project, host, signal }: OwnApp,
  during: (upstreams: readonly Upstream[]) => Promise<T>,
): Promise<T> {
  const certificateFile = (await openAuthorities([host])).at(-1)?.certificateFile
  const { env, remarks } = await appEnvironment({ project, publicUrl: `https://${host}`, certificateFile })
  for (const remark of remarks) note(remark)
  const last: string[] = []
  const app = await startApp({
    command,
    env,
    restart: false,
    onState: (_state, text) => note(text),
    onLine(line) {
      last.push(line)
      if (last.length > 12) last.shift()
    },
  })
  const said = () => (last.length > 0 ? `Its last words were:\n${last.join('\n')}` : 'It wrote nothing.')
  const ends: (() => void)[] = []
  const sooner = new Promise<never>((_resolve, reject) => {
    const late = setTimeout(
      () =>
        reject(
          new UserError(`your app did not listen on PORT=${app.port} within ${PATIENCE / 1000} s`, {
            hint: said(),
            exitCode: 2,
          }),
        ),
      PATIENCE,
    )
    const stop = () => reject(new UserError('stopped before all scenarios were checked', { exitCode: 2 }))
    signal.addEventListener('abort', stop, { once: true })
    ends.push(
      () => clearTimeout(late),
      () => signal.removeEventListener('abort', stop),
    )
  })
  try {
    await Promise.race([app.ready, sooner])
    for (const end of ends) end()
    const lost = app.lost.then((text) => {
      throw new UserError(text, { hint: said(), exitCode: 2 })
    })
    return await Promise.race([during([app.upstream]), lost])
  } catch (error) {
    // A check that could not be made is no check that failed.
    if (error instanceof UserError && error.exitCode !== 2)
      throw new UserError(error.message, { exitCode: 2, ...(error.hint === undefined ? {} : { hint: error.hint }) })
    throw error
  } finally {
    for (const end of ends) end()
    await app.stop()
  }
}
