// A front with everything that belongs to it: the scenario and its hot reload, certificates, the cookie ledger, the timeline.
// `start` and `demo` both stand on it.
import type { FrontEvent } from '../core/events.ts'
import { FORMAT_VERSION } from '../core/events.ts'
import type { Upstream } from '../core/exchange.ts'
import { loadDiagnoses } from '../findings/all.ts'
import { createFindings } from '../findings/findings.ts'
import { createDiagnosing, watchBoth } from '../findings/watching.ts'
import type { Front } from '../proxy/front.ts'
import type { Instances } from '../proxy/instances.ts'
import type { Timeline } from '../proxy/timeline.ts'
import type { LoadOptions, Scenario } from '../scenario/load.ts'
import { loadScenario } from '../scenario/load.ts'
import { agreementInWords } from '../session/agreement.ts'
import type { SessionOptions } from '../session/session.ts'
import { createSession } from '../session/session.ts'
import { openAuthorities } from '../tls/authorities.ts'
import type { Authority } from '../tls/authority.ts'
import { createSecureContexts } from '../tls/secure-contexts.ts'
import { listen } from './listening.ts'
import type { Playing } from './playing.ts'
import { createPlaying } from './playing.ts'

export interface LiveOptions {
  /** Name or path. */
  readonly scenario: string
  readonly load: LoadOptions
  /** As it stands in URLs. */
  readonly host: string
  /** undefined: the default one or the next that is free; 0: any. */
  readonly port: number | undefined
  /** Browsers are led here from ports 443 and 80, so that URLs have none. */
  readonly portless?: boolean
  /** Other names of the front. */
  readonly siblings?: readonly string[]
  readonly httpPort: number | undefined
  readonly address: string
  readonly upstreams: readonly Upstream[]
  /** Absent: somebody else runs them. */
  readonly instances?: Instances | undefined
  readonly timeline: Timeline
  readonly session: SessionOptions
  /** Saving the scenario's files applies them. */
  readonly watch: boolean
}

export interface Live {
  readonly front: Front
  /** The one that it started with. */
  readonly scenario: Scenario
  /** What it plays now. */
  readonly playing: Playing
  readonly authorities: readonly [Authority, ...Authority[]]
  /** What people type. */
  readonly url: string
  readonly httpUrl?: string
  /** The default port was taken. */
  readonly moved: boolean
  close(): Promise<void>
}

/** Rejects with UserError; nothing is left open then. */
export async function goLive(options: LiveOptions): Promise<Live> {
  const { host, upstreams, timeline, portless = false } = options
  const hosts = [host, ...(options.siblings ?? [])]
  const tell = (event: Omit<FrontEvent, 'type' | 'at'>) => timeline.publish({ type: 'front', at: Date.now(), ...event })
  const [scenario, authorities] = await Promise.all([
    loadScenario(options.scenario, options.load),
    openAuthorities(hosts),
  ])
  const diagnosing = createDiagnosing((events) => events.forEach(timeline.publish))
  const onUncovered = (name: string) =>
    tell({
      state: 'problem',
      text: `a browser asked for ${name}, which the certificates do not cover: start with --host ${name}`,
    })
  const tls = await createSecureContexts(authorities, { hosts, onUncovered })
  const session = createSession(options.session)
  const { front, moved } = await listen(
    {
      scenario,
      upstreams,
      tls,
      timeline,
      ...(options.instances === undefined ? {} : { instances: options.instances }),
      observer: watchBoth(session, diagnosing),
      origin: { scheme: 'https', host, port: portless ? 443 : 0 },
      address: options.address,
      httpPort: options.httpPort,
      avoid: new Set([options.httpPort ?? 0, ...upstreams.map(({ port }) => port)]),
    },
    options.port,
  ).catch((error: unknown) => {
    scenario.close()
    throw error
  })
  const onFault = (name: string, error: unknown) =>
    tell({ state: 'problem', text: `the diagnosis ${name} failed and is left out: ${String(error)}` })
  // The port that people type is known now; and many small files are read only when the front is up already.
  const diagnoses = await loadDiagnoses().catch(async (error: unknown) => {
    await front.close()
    scenario.close()
    throw error
  })
  const findings = createFindings({ origin: front.origin, upstreams, diagnoses, onFault })
  diagnosing.begin(findings)
  // Of an app that is run here, its own words count too.
  timeline.subscribe((event) => event.type === 'app' && findings.heard(event))
  const url = publicUrl('https', host, front.origin.port)
  const { http } = front.ports
  tell({
    state: 'listening',
    text: `${url} plays ${scenario.name}`,
    origin: url,
    scenario: scenario.name,
    version: FORMAT_VERSION,
  })

  const { watch, load } = options
  const playing = createPlaying(front, scenario, { nameOrPath: options.scenario, load, watch, tell })

  return {
    front,
    scenario,
    playing,
    authorities,
    url,
    ...(http === undefined ? {} : { httpUrl: publicUrl('http', host, portless ? 80 : http) }),
    moved,
    async close() {
      playing.stopWatching()
      // First the exchanges that are under way are told.
      await front.close()
      const agreement = agreementInWords(session.agreement())
      if (agreement !== undefined) tell({ state: 'notice', text: agreement })
      tell({ state: 'closing', text: `${url} is closed` })
      playing.close()
    },
  }
}

function publicUrl(scheme: 'http' | 'https', host: string, port: number): string {
  return new URL(`${scheme}://${host}:${port}`).origin
}
