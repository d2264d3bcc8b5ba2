// The instances of the app: each a process of its own on a port of its own, started when the first request is for it, ended and
// started anew when the front wants it fresh, and stopped in its tracks between requests where a platform freezes it.
import type { LegOptions, Upstream } from '../core/exchange.ts'
import { UpstreamError } from '../core/exchange.ts'
import type { Instances, Reached } from '../proxy/instances.ts'
import type { InstanceSpec } from '../scenario/instances.ts'
import type { RunningApp, StartAppOptions } from './app.ts'
import { startApp } from './app.ts'
import { freePort } from './free-port.ts'
import type { Freezer } from './freezer.ts'
import { createFreezer } from './freezer.ts'
import { instanceEnvironment } from './instance-environment.ts'

export type InstanceState = 'waiting' | 'ready' | 'exit' | 'output'

export interface PoolOptions {
  readonly command: readonly string[]
  readonly specs: readonly InstanceSpec[]
  /** Where the only one shall listen; absent: anywhere. */
  readonly port?: number
  readonly cwd?: string
  readonly tell: (state: InstanceState, text: string, instance: string) => void
}

export interface Pool extends Instances {
  readonly upstreams: readonly Upstream[]
  /** Now that the public address is known: what they are told. The first one is started; the others when they are asked for. */
  begin(env: NodeJS.ProcessEnv): Promise<RunningApp>
  /** Ends all of them. */
  stop(): Promise<void>
}

interface Place {
  readonly spec: InstanceSpec
  readonly upstream: Upstream
  readonly freezer: Freezer
  app: RunningApp | undefined
  /** Being started, or ended to be started anew. */
  coming: Promise<RunningApp> | undefined
  life: string | undefined
  ready: boolean
}

/** Rejects when no port can be had. */
export async function createPool(options: PoolOptions): Promise<Pool> {
  const { specs, tell } = options
  const several = specs.length > 1
  const places = await Promise.all(
    specs.map(async (spec): Promise<Place> => {
      const port = options.port ?? (await freePort())
      const { name } = spec
      const upstream: Upstream = { name, scheme: 'http', host: 'localhost', port, authority: `localhost:${port}` }
      const freezer = createFreezer()
      return { spec, upstream, freezer, app: undefined, coming: undefined, life: undefined, ready: false }
    }),
  )
  let told: (env: NodeJS.ProcessEnv) => void = () => {}
  const environment = new Promise<NodeJS.ProcessEnv>((resolve) => {
    told = resolve
  })
  let stopped = false

  async function come(place: Place): Promise<RunningApp> {
    const { spec, upstream } = place
    const { name } = spec
    const base = await environment
    const settings: StartAppOptions = {
      command: options.command,
      cwd: spec.cwd ?? options.cwd ?? process.cwd(),
      env: instanceEnvironment(base, spec),
      port: upstream.port,
      name,
      ...(several ? { called: `instance ${name}` } : {}),
      onLine: (line) => tell('output', line, name),
      onState: (state, text) => tell(state, text, name),
    }
    const app = await startApp(settings)
    place.app = app
    await app.ready.catch(async (error: unknown) => {
      place.app = undefined
      await app.stop()
      throw error
    })
    place.ready = true
    place.freezer.begin(app)
    void app.lost.then(() => {
      if (place.app !== app) return
      place.app = undefined
      place.ready = false
    })
    return app
  }

  /** One start at a time, whoever asks. */
  function start(place: Place): Promise<RunningApp> {
    place.coming ??= come(place).finally(() => {
      place.coming = undefined
    })
    return place.coming
  }

  async function reborn(place: Place, life: string): Promise<void> {
    await place.coming?.catch(() => {})
    if (place.life === life) return
    const before = place.app
    place.life = life
    place.app = undefined
    place.ready = false
    if (!before) return
    // What its last request had it frozen for would come in the middle of its end.
    place.freezer.end()
    tell(
      'exit',
      `instance ${place.spec.name} is ended by the front; ${life} takes its place, with nothing in its memory`,
      place.spec.name,
    )
    place.coming = before
      .stop()
      .then(() => come(place))
      .finally(() => {
        place.coming = undefined
      })
  }

  function reached(place: Place, leg: LegOptions | undefined): Reached {
    const { upstream, life } = place
    const named = life === undefined || life === upstream.name ? upstream : { ...upstream, name: life }
    return leg?.frozen ? { upstream: named, done: place.freezer.during() } : { upstream: named }
  }

  async function wait(place: Place, leg: LegOptions | undefined): Promise<Reached> {
    const { name } = place.spec
    try {
      // The first process is the first life.
      if (place.life === undefined && leg?.life === place.spec.name) place.life = leg.life
      if (leg?.life !== undefined && leg.life !== place.life) await reborn(place, leg.life)
      if (!place.ready) await start(place)
    } catch (error) {
      const message = `instance ${name} could not be started: ${(error as Error).message}`
      throw new UpstreamError({ kind: 'refused', message, reused: false, bodySent: false })
    }
    return reached(place, leg)
  }

  return {
    upstreams: places.map(({ upstream }) => upstream),
    begin(env) {
      told(env)
      return start(places[0]!)
    },
    reach(index, leg) {
      const place = places[index] ?? places[0]!
      const same = leg?.life === undefined || leg.life === place.life
      if (place.ready && same) return reached(place, leg)
      if (stopped)
        throw new UpstreamError({ kind: 'refused', message: 'repro-proxy is stopping', reused: false, bodySent: false })
      return wait(place, leg)
    },
    async stop() {
      stopped = true
      await Promise.all(
        places.map(async (place) => {
          place.freezer.end()
          await place.app?.stop()
          // One that was on its way.
          if (place.coming) await place.coming.then((app) => app.stop()).catch(() => {})
        }),
      )
    },
  }
}
