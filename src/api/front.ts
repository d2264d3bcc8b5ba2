// A front as tests want it: one call, and `await using` ends it.
import { parseUpstreams } from '../app/upstream.ts'
import type { CookieEvent, FindingEvent, TimelineEvent } from '../core/events.ts'
import { loadDiagnoses } from '../findings/all.ts'
import { createFindings } from '../findings/findings.ts'
import { createDiagnosing, watchBoth } from '../findings/watching.ts'
import { startFront as listen } from '../proxy/front.ts'
import { createTimeline } from '../proxy/timeline.ts'
import type { Scenario } from '../scenario/load.ts'
import { loadScenario } from '../scenario/load.ts'
import { createSession } from '../session/session.ts'
import { openAuthorities } from '../tls/authorities.ts'
import { createSecureContexts } from '../tls/secure-contexts.ts'
import { follow } from './follow.ts'

export interface StartFrontOptions {
  /** Name, path, or one that is loaded already; `direct` when absent. It is closed with the front. */
  readonly scenario?: string | Scenario
  /** Where the app listens: `3000`, `localhost:3000`, `http://...`; several are several instances. */
  readonly upstream: string | readonly string[]
  /** Public name; `shop.localhost` when absent. */
  readonly host?: string
  /** For https, on 127.0.0.1; any free one when absent. */
  readonly port?: number
}

export interface RunningFront extends AsyncDisposable {
  /** `https://shop.localhost:41234` */
  readonly url: string
  readonly port: number
  /** PEM of the local CA, for NODE_EXTRA_CA_CERTS and `ca`. */
  readonly certificates: readonly string[]
  /** What happened to cookies so far, oldest first, with their values. */
  readonly cookies: readonly CookieEvent[]
  readonly findings: readonly FindingEvent[]
  /** All that was told so far, and then all that is told, until the front is closed. */
  events(): AsyncIterableIterator<TimelineEvent>
  /** Plays another scenario from the next request on. Rejects with UserError, and the one before plays on. */
  swap(scenario: string | Scenario): Promise<void>
  close(): Promise<void>
}

/** Rejects with UserError for a scenario or an address that is none, and with the listener's error when the port is taken. */
export async function startFront(options: StartFrontOptions): Promise<RunningFront> {
  const { upstream, host = 'shop.localhost', port = 0 } = options
  const upstreams = parseUpstreams(typeof upstream === 'string' ? [upstream] : [...upstream])
  let scenario = await loaded(options.scenario ?? 'direct')
  const authorities = await openAuthorities([host])
  const timeline = createTimeline()
  const diagnosing = createDiagnosing((late) => late.forEach(timeline.publish))
  const front = await listen({
    scenario,
    origin: { scheme: 'https', host, port },
    listen: { address: '127.0.0.1', port },
    upstreams,
    tls: await createSecureContexts(authorities, { hosts: [host] }),
    timeline,
    observer: watchBoth(createSession(), diagnosing),
  }).catch((error: unknown) => {
    scenario.close()
    throw error
  })
  const findings = createFindings({ origin: front.origin, upstreams, diagnoses: await loadDiagnoses() })
  diagnosing.begin(findings)
  const ended = new AbortController()
  const close = async () => {
    if (ended.signal.aborted) return
    await front.close()
    scenario.close()
    ended.abort()
  }
  return {
    url: `https://${host}${front.ports.https === 443 ? '' : `:${front.ports.https}`}`,
    port: front.ports.https,
    certificates: authorities.map(({ certificate }) => certificate),
    get cookies() {
      return timeline.events().filter((event) => event.type === 'cookie')
    },
    get findings() {
      return findings.found()
    },
    events: () => follow(timeline, ended.signal),
    async swap(next) {
      const before = scenario
      const other = await loaded(next)
      front.swap(other)
      scenario = other
      before.close()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const loaded = async (scenario: string | Scenario) => (typeof scenario === 'string' ? loadScenario(scenario) : scenario)
