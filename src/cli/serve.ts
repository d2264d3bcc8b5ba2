// `repro-proxy` at work: the front is up first, whatever the app does, and stays until it is stopped.
import { isIP } from 'node:net'
import type { Project } from '../app/project.ts'
import { hasDevServer } from '../app/project.ts'
import { needsOf, writtenUrls } from '../app/public-url.ts'
import { waitForApp } from '../app/reach.ts'
import { urlOf } from '../app/upstream.ts'
import { createSecondOpinion } from '../browser/second-opinion.ts'
import type { Upstream } from '../core/exchange.ts'
import type { Inspector } from '../inspector/inspector.ts'
import type { Timeline } from '../proxy/timeline.ts'
import { createTimeline } from '../proxy/timeline.ts'
import { parseSettings } from '../scenario/params.ts'
import type { ProfileName } from '../session/profile.ts'
import { announced, openingLater, whenReady } from './announced.ts'
import { banner } from './banner.ts'
import { copiesStay, copiesWanted } from './copies-wanted.ts'
import { deedsOf } from './deeds.ts'
import { isLoopback, underLocalhost } from './flags.ts'
import type { Live } from './live.ts'
import { goLive } from './live.ts'
import type { OpenWish } from './open-flags.ts'
import { openWish } from './open-flags.ts'
import { isInteractive } from './raw-terminal.ts'
import type { AppCommand } from './running-app.ts'
import { note, say } from './say.ts'
import { createScreen } from './screen.ts'
import { untilStopped } from './stopping.ts'
import type { LogKind } from './telling.ts'
import { startTelling } from './telling.ts'
import type { Where } from './where.ts'

export interface ServeOptions extends Where {
  readonly project: Project
  /** undefined: somebody else starts it. */
  readonly app: AppCommand | undefined
  readonly scenario: string
  /** Somebody named the scenario. */
  readonly chosen: boolean
  /** name=value */
  readonly set: readonly string[]
  readonly log: LogKind
  readonly record: string | undefined
  readonly showValues: boolean
  /** In the words of src/views/filter.ts. */
  readonly filter: string | undefined
  /** undefined: told from each client. */
  readonly browser: ProfileName | undefined
  readonly watch: boolean
  /** undefined: no browser is opened at the start. */
  readonly open: OpenWish | undefined
  /** Public names beside `host`. */
  readonly siblings: readonly string[]
  /** undefined: the scenario's own. */
  readonly seed: number | undefined
  /** undefined: no page; `port` undefined: the one after the front's. */
  readonly inspector: { readonly port: number | undefined } | undefined
}

/** Answers when it has been stopped and everything is closed. Rejects with UserError when it cannot start. */
export async function serve(options: ServeOptions): Promise<number> {
  const { signal, stopped, stop } = untilStopped()
  const { browser, project, log, open: wish } = options
  if (wish) (await import('./opening.ts')).browserFor(wish)
  // A name that leads to this machine by itself keeps its port: it is typed into other browsers too.
  const portless = wish !== undefined && !leadsHere(options.host)
  const timeline = createTimeline()
  const second = createSecondOpinion(timeline.publish)
  const screen = log === 'pretty' && isInteractive() ? createScreen((text) => process.stdout.write(text)) : undefined
  const filter =
    options.filter === undefined && !screen
      ? undefined
      : (await import('../views/filter.ts')).parseFilter(options.filter ?? '')
  const [telling, written] = await Promise.all([
    startTelling(timeline, { ...options, filter, ...screen }),
    writtenUrls(project.folder),
  ])
  try {
    const load = {
      set: parseSettings(options.set),
      // Of a command that is named here it is known; a production build waits for nobody.
      dev: options.app ? /\bdev\b/.test(options.app.command.join(' ')) : hasDevServer(project),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
    }
    const running = options.app && (await import('./running-app.ts'))
    const pool = await running?.poolFor(options.app!, { name: options.scenario, load }, timeline)
    const upstreams = pool?.upstreams ?? options.upstreams
    const live = await goLive({
      ...options,
      upstreams,
      instances: pool,
      load,
      ...(portless ? { portless, httpPort: options.httpPort ?? 0 } : {}),
      timeline,
      session: { ...(browser === undefined ? {} : { browser }), onJudged: second.judged },
    })
    const ends: (() => void)[] = []
    const opening = openingLater(live, { ...options, timeline, second })
    timeline.subscribe(second.told)
    let inspector: Inspector | undefined
    try {
      inspector =
        options.inspector && (await besides(live, timeline, { ...options, upstreams }, options.inspector.port))
      // Standard output of --log jsonl is for events alone.
      const tell = log === 'jsonl' ? note : say
      const needs = needsOf(project)
      const given = pool && (await running!.environmentFor(options.app!, project, live, pool))
      const facts = { ...live, inspector: inspector?.url, upstreams, needs, written }
      tell(banner(given ? { ...facts, given: given.added } : facts))
      for (const line of [...remarks(live, options), ...(given?.remarks ?? [])]) note(line)
      const ask = deedsOf(live.playing, opening, timeline)
      if (screen) {
        const { legend, startHotkeys } = await import('./hotkeys.ts')
        const title = () => `  ${live.url}  plays ${live.playing.scenario.name}`
        const keys = { screen, ask, wish: wish ?? openWish({}), title, setFilter: telling.filterBy, quit: stop }
        const { close } = startHotkeys({ ...keys, filter: options.filter ?? '' })
        ends.push(close)
        signal.addEventListener('abort', close)
        tell(legend())
      }
      telling.begin()
      ends.push(tellOfCopies(live, timeline, pool !== undefined, upstreams))
      if (wish) ends.push(whenReady(timeline, () => opening.open(wish)))
      ends.push(await announced(timeline, live, project.folder, ask))
      if (pool) await running!.runApp(pool, given!.env, stopped)
      else await Promise.race([stopped, tellOfApp(timeline, options, signal).then(() => stopped)])
    } finally {
      await opening.close()
      await inspector?.close()
      const said = second.inWords()
      if (said !== undefined) timeline.publish({ type: 'front', at: Date.now(), state: 'notice', text: said })
      await live.close()
      for (const end of ends) end()
    }
  } finally {
    telling.close()
  }
  return 0
}

/** Loaded when it is wanted. */
async function besides(
  live: Live,
  timeline: Timeline,
  options: ServeOptions,
  port: number | undefined,
): Promise<Inspector> {
  const { inspectLive } = await import('./inspect-live.ts')
  const { upstreams, project } = options
  const where = { ...options, port: live.front.origin.port }
  return inspectLive(live, { timeline, upstreams, port, anyPort: options.port === 0, project: { project, where } })
}

/** What a scenario that is played later lacks. */
function tellOfCopies({ playing, scenario }: Live, timeline: Timeline, own: boolean, upstreams: readonly Upstream[]) {
  let played = scenario
  return playing.onChange(() => {
    const next = playing.scenario
    if (next === played) return
    played = next
    for (const text of own ? copiesStay(next, scenario) : copiesWanted(next, upstreams))
      timeline.publish({ type: 'front', at: Date.now(), state: 'notice', text })
  })
}

const leadsHere = (host: string) => underLocalhost(host) || isIP(host.replace(/^\[|\]$/g, '')) !== 0

function remarks(live: Live, { chosen, address, host, app, upstreams, open }: ServeOptions): string[] {
  const [authority] = live.authorities
  const port = live.front.ports.https
  return [
    ...(chosen
      ? []
      : [
          'No --scenario was given, so this front only ends TLS. repro-proxy scenarios lists the others, such as behind-nginx.',
        ]),
    ...(app ? [] : copiesWanted(live.scenario, upstreams)),
    ...(live.moved && live.front.origin.port === port
      ? [`Port 8443 is in use, so this is port ${port}: the public URL is another one than usual.`]
      : []),
    ...(open || leadsHere(host)
      ? []
      : [`${host} must lead to this machine: repro-proxy doctor --host ${host} checks that.`]),
    ...(isLoopback(address) ? [] : [`Listening on ${address}: others in your network can reach your app through it.`]),
    ...live.authorities.flatMap(({ notices }) => notices),
    ...(authority.state === 'created' && !open
      ? ['A local CA was made. repro-proxy certs install lets your browsers trust it.']
      : []),
    ...(authority.state === 'renewed'
      ? ['The local CA was about to expire and is a new one. Run repro-proxy certs install again.']
      : []),
    ...(live.authorities.length > 1 && live.authorities[1]!.state !== 'kept' && !open
      ? [`A CA for ${host} was made. repro-proxy certs install --host ${host} lets your browsers trust it.`]
      : []),
  ]
}

async function tellOfApp(timeline: Timeline, { upstreams, project }: ServeOptions, signal: AbortSignal): Promise<void> {
  const where = upstreams.map(urlOf).join(' and ')
  const tell = (state: 'waiting' | 'ready', text: string, instance?: string) =>
    timeline.publish({ type: 'app', at: Date.now(), state, text, ...(instance === undefined ? {} : { instance }) })
  const start =
    project.packageFile === undefined
      ? 'start it, or say where it is with --upstream'
      : 'start it (npm run dev), or say where it is with --upstream'
  const found = await waitForApp(upstreams, {
    signal,
    onWaiting: () => tell('waiting', `waiting for your app at ${where}: ${start}`),
  })
  if (found) tell('ready', `your app answers at ${urlOf(found)}`, found.name)
}
