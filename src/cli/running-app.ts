// The app that was named after `--`: one copy or as many as the scenario wants, started beside the front, told of on the timeline,
// ended with the front.
import type { Project } from '../app/project.ts'
import { siteUrl } from '../core/sites.ts'
import { UserError } from '../core/user-error.ts'
import type { Timeline } from '../proxy/timeline.ts'
import type { AppEnvironment } from '../runner/environment.ts'
import { appEnvironment, bareEnvironment } from '../runner/environment.ts'
import type { Pool } from '../runner/pool.ts'
import { createPool } from '../runner/pool.ts'
import { endStaleApps } from '../runner/stale.ts'
import type { LoadOptions } from '../scenario/load.ts'
import { loadScenario } from '../scenario/load.ts'
import type { Live } from './live.ts'

export interface AppCommand {
  /** Program and arguments. */
  readonly command: readonly string[]
  /** Variables are added to its environment. */
  readonly env: boolean
  /** Where it shall listen. */
  readonly port: number | undefined
}

/** How many there will be and where, before there is a front. Rejects with UserError. */
export async function poolFor(
  { command, port }: AppCommand,
  scenario: { readonly name: string; readonly load: LoadOptions },
  timeline: Timeline,
): Promise<Pool> {
  const { instances, close } = await loadScenario(scenario.name, scenario.load)
  close()
  const specs = instances.length > 0 ? instances : [{ name: 'a', env: {} }]
  const several = specs.length > 1
  if (several && port !== undefined)
    throw new UserError(`${scenario.name} wants ${specs.length} instances, and --upstream ${port} is one place`, {
      hint: 'Leave out --upstream: each gets a port of its own.',
    })
  return createPool({
    command,
    specs,
    ...(port === undefined ? {} : { port }),
    tell: (state, text, instance) =>
      timeline.publish({ type: 'app', at: Date.now(), state, text, ...(several ? { instance } : {}) }),
  })
}

/** What the app will be told, and what to say about that. */
export async function environmentFor(
  app: AppCommand,
  project: Project,
  live: Live,
  pool: Pool,
): Promise<AppEnvironment> {
  const ended = await endStaleApps()
  const { sites } = live.scenario
  const provider = sites.find(({ behaviours }) => behaviours.includes('identity-provider'))
  const facts = {
    project,
    publicUrl: live.url,
    certificateFile: live.authorities.at(-1)?.certificateFile,
    localNames: sites.length > 0,
    issuer: provider && siteUrl(provider, live.front.origin),
  }
  const environment = app.env ? await appEnvironment(facts) : bareEnvironment(facts)
  const { length } = pool.upstreams
  const remarks = [
    ...(ended === 0
      ? []
      : [
          `${ended === 1 ? 'An app' : `${ended} apps`} that an earlier repro-proxy had left running ${ended === 1 ? 'was' : 'were'} ended.`,
        ]),
    ...(length > 1
      ? [`${length} instances of your app: the first is started now, each other one with its first request.`]
      : []),
    ...(length > 1 && /\bdev\b/.test(app.command.join(' ')) && project.dependencies.has('next')
      ? [
          'Next.js lets one "next dev" run in a folder. Take next build and next start, or let distDir in next.config depend on REPRO_PROXY_INSTANCE.',
        ]
      : []),
    ...environment.remarks,
  ]
  return { ...environment, remarks }
}

/** Resolves when `stopped` does, and then everything has ended; rejects with UserError when the app is lost for good. */
export async function runApp(pool: Pool, env: NodeJS.ProcessEnv, stopped: Promise<void>): Promise<void> {
  try {
    const lost = pool.begin(env).then(async (app) => {
      const text = await app.lost
      // With others left, the next request for this one starts it again.
      if (pool.upstreams.length > 1) return stopped
      throw new UserError(text, { exitCode: 1, hint: 'What it wrote is above.' })
    })
    await Promise.race([stopped, lost])
  } finally {
    await pool.stop()
  }
}
