// The demo at work: an app of our own, a front before it, one login by itself, and then both stay for whoever wants to try.
import { parseUpstream } from '../app/upstream.ts'
import { demoLoginFlow, demoOutcome, startDemoApp } from '../demo/app.ts'
import type { Inspector } from '../inspector/inspector.ts'
import type { Timeline } from '../proxy/timeline.ts'
import { createTimeline } from '../proxy/timeline.ts'
import { parseSettings } from '../scenario/params.ts'
import { banner } from './banner.ts'
import { portFlag } from './flags.ts'
import type { Live } from './live.ts'
import { goLive } from './live.ts'
import { note, say, styleOf } from './say.ts'
import { untilStopped } from './stopping.ts'
import type { Story } from './story.ts'
import { actOut } from './story.ts'
import type { LogKind } from './telling.ts'
import { startTelling } from './telling.ts'

export interface DemoOptions {
  readonly scenario: string
  readonly set: readonly string[]
  readonly once: boolean
  /** undefined: any. */
  readonly port: string | undefined
  readonly log: LogKind
  readonly record: string | undefined
  readonly showValues: boolean
}

const HOST = 'demo.localhost'
const ADDRESS = '127.0.0.1'

/** Answers the exit code. Rejects with UserError when it cannot start. */
export async function playDemo(options: DemoOptions): Promise<number> {
  const port = options.port === undefined ? 0 : portFlag('port', options.port)
  const { signal, stopped } = untilStopped()
  const tell = options.log === 'jsonl' ? note : say
  const timeline = createTimeline()
  const telling = await startTelling(timeline, { ...options, filter: undefined })
  const app = await startDemoApp()
  let live: Live | undefined
  let inspector: Inspector | undefined
  try {
    const upstreams = [parseUpstream(app.url)]
    live = await goLive({
      scenario: options.scenario,
      load: { set: parseSettings(options.set) },
      host: HOST,
      port,
      httpPort: undefined,
      address: ADDRESS,
      upstreams,
      timeline,
      session: {},
      watch: true,
    })
    const { inspectLive } = await import('./inspect-live.ts')
    inspector = await inspectLive(live, { timeline, upstreams, port: undefined, anyPort: port === 0 })
    tell(banner({ ...live, inspector: inspector.url, upstreams, needs: undefined, written: [] }))
    telling.begin()
    const story = await Promise.race([
      actOut(demoLoginFlow, {
        url: live.url,
        address: ADDRESS,
        ca: live.authorities.map(({ certificate }) => certificate),
      }),
      stopped,
    ])
    if (!story) return options.once ? 130 : 0
    await told(timeline, story.requests, signal)
    const { text, exitCode } = ending(live.scenario.name, options.scenario, story)
    tell(`\n${styleOf().bold(text)}`)
    if (options.once) return exitCode
    tell(
      `Try it yourself: ${live.url} (alice, password pw). Your browser warns of the certificate until you have run\nrepro-proxy certs install. Ctrl-C ends the demo.\n`,
    )
    await stopped
    return 0
  } finally {
    await inspector?.close()
    await live?.close()
    await app.close()
    telling.close()
  }
}

/** An exchange is told when its last byte is out, which may be after the browser has it. */
async function told(timeline: Timeline, requests: number, signal: AbortSignal): Promise<void> {
  const count = () => timeline.events().filter(({ type }) => type === 'exchange').length
  for (let i = 0; i < 100 && count() < requests && !signal.aborted; i++)
    await new Promise((done) => setTimeout(done, 10))
}

function ending(scenario: string, given: string, { user, stuck }: Story): { text: string; exitCode: number } {
  const happened =
    stuck ??
    (user === undefined
      ? 'the last page does not say who is signed in'
      : user === null
        ? 'signed out again'
        : `signed in as ${user}`)
  // A file of that name, or other settings, may do something else.
  const expected = given === scenario ? demoOutcome[scenario] : undefined
  if (expected === undefined) return { text: `Outcome: ${happened}.`, exitCode: 0 }
  const words = expected === null ? 'signed out again' : `signed in as ${expected}`
  if (stuck === undefined && user === expected)
    return { text: `Outcome: ${happened}, as documented for ${scenario}.`, exitCode: 0 }
  return { text: `Outcome: ${happened}. Documented for ${scenario}: ${words}.`, exitCode: 1 }
}
