// The app that was named after `--`: started beside the front, told of on the timeline, ended with the front.
import type { Project } from '../app/project.ts'
import type { AppEvent } from '../core/events.ts'
import { UserError } from '../core/user-error.ts'
import type { Timeline } from '../proxy/timeline.ts'
import { startApp } from '../runner/app.ts'
import type { AppEnvironment } from '../runner/environment.ts'
import { appEnvironment, bareEnvironment } from '../runner/environment.ts'
import { endStaleApps } from '../runner/stale.ts'
import type { Live } from './live.ts'

export interface AppCommand {
  /** Program and arguments. */
  readonly command: readonly string[]
  /** Variables are added to its environment. */
  readonly env: boolean
}

/** What the app will be told, and what to say about that. */
export async function environmentFor(app: AppCommand, project: Project, live: Live): Promise<AppEnvironment> {
  const ended = await endStaleApps()
  const facts = { project, publicUrl: live.url, certificateFile: live.authorities.at(-1)?.certificateFile }
  const environment = app.env ? await appEnvironment(facts) : bareEnvironment(facts)
  if (ended === 0) return environment
  const remark = `${ended === 1 ? 'An app' : `${ended} apps`} that an earlier repro-proxy had left running ${ended === 1 ? 'was' : 'were'} ended.`
  return { ...environment, remarks: [remark, ...environment.remarks] }
}

/** Resolves when `stopped` does, and then everything has ended; rejects with UserError when the app is lost for good. */
export async function runApp(
  { command }: AppCommand,
  {
    env,
    port,
    timeline,
    stopped,
  }: { env: NodeJS.ProcessEnv; port: number; timeline: Timeline; stopped: Promise<void> },
): Promise<void> {
  const tell = (state: AppEvent['state'], text: string) =>
    timeline.publish({ type: 'app', at: Date.now(), state, text })
  const app = await startApp({ command, env, port, onLine: (line) => tell('output', line), onState: tell })
  try {
    await Promise.race([
      stopped,
      app.ready
        .then(() => app.lost)
        .then((text) => {
          throw new UserError(text, { exitCode: 1, hint: 'What it wrote is above.' })
        }),
    ])
  } finally {
    await app.stop()
  }
}
