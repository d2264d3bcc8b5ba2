// A front as tests want it: one call, and `await using` ends it.
import { parseUpstreams } from '../app/upstream.ts'
import { ledTo } from '../browser/flags.ts'
import { mountOf, WITH_PORT } from '../check/stage.ts'
import { FORMAT_VERSION } from '../core/events.ts'
import { loadDiagnoses } from '../findings/all.ts'
import { createFindings } from '../findings/findings.ts'
import { createDiagnosing, watchBoth } from '../findings/watching.ts'
import { startFront as listen } from '../proxy/front.ts'
import { createTimeline } from '../proxy/timeline.ts'
import type { Scenario } from '../scenario/load.ts'
import { createSession } from '../session/session.ts'
import { openAuthorities } from '../tls/authorities.ts'
import { createSecureContexts } from '../tls/secure-contexts.ts'
import { spkiPin } from '../tls/spki.ts'
import { follow } from './follow.ts'
import { loadScenario } from './load-scenario.ts'
import type { RunningFront } from './running-front.ts'
import { settling } from './settling.ts'
import { recordingOf, reportIn } from './told.ts'
import type { FrontVisitor } from './visitor.ts'

export interface StartFrontOptions {
  /** Name, path, or one that is loaded already; `direct` when absent. It is closed with the front. */
  readonly scenario?: string | Scenario
  /** Where the app listens: `3000`, `localhost:3000`, `http://...`; several are several instances. */
  readonly upstream: string | readonly string[]
  /** Public name; `shop.localhost` when absent. */
  readonly host?: string
  /** For https, on 127.0.0.1; any free one when absent. */
  readonly port?: number
  /**
   * The public URL is that of production, without a port: for browsers that are led here from port 443 (`browserFlags`). A
   * scenario whose point is the port (`nonstandard-port`) keeps it.
   */
  readonly portless?: boolean
}

/** Rejects with UserError for a scenario or an address that is none, and with the listener's error when the port is taken. */
export async function startFront(options: StartFrontOptions): Promise<RunningFront> {
  const { upstream, host = 'shop.localhost', port = 0, portless = false } = options
  const upstreams = parseUpstreams(typeof upstream === 'string' ? [upstream] : [...upstream])
  let scenario = await loaded(options.scenario ?? 'direct')
  const [authorities, diagnoses] = await Promise.all([openAuthorities([host]), loadDiagnoses()])
  const certificates = authorities.map(({ certificate }) => certificate)
  const timeline = createTimeline()
  const diagnosing = createDiagnosing((late) => late.forEach(timeline.publish))
  const watching = settling(watchBoth(createSession(), diagnosing))
  timeline.subscribe(watching.told)
  const front = await listen({
    scenario,
    origin: { scheme: 'https', host, port: portless && !WITH_PORT.has(scenario.name) ? 443 : port },
    listen: { address: '127.0.0.1', port },
    upstreams,
    tls: await createSecureContexts(authorities, { hosts: [host] }),
    timeline,
    observer: watching,
  }).catch((error: unknown) => {
    scenario.close()
    throw error
  })
  const findings = createFindings({ origin: front.origin, upstreams, diagnoses })
  diagnosing.begin(findings)
  const url = new URL(`https://${host}:${front.origin.port}`).origin
  const tell = (state: 'listening' | 'scenario', told: object = {}) =>
    timeline.publish({
      ...{ type: 'front', at: Date.now(), state, text: `${url} plays ${scenario.name}`, scenario: scenario.name },
      ...told,
    })
  tell('listening', { origin: url, version: FORMAT_VERSION })
  const ended = new AbortController()
  let closing: Promise<void> | undefined
  const visitors: FrontVisitor[] = []
  const base = () => url + mountOf(scenario)
  const exchanges = () => timeline.events().filter((event) => event.type === 'exchange')
  const end = async () => {
    for (const visitor of visitors) await visitor.close()
    await front.close()
    scenario.close()
    ended.abort()
  }
  const close = () => {
    closing ??= end()
    return closing
  }
  return {
    url,
    get base() {
      return base()
    },
    port: front.ports.https,
    get scenario() {
      return scenario.name
    },
    certificates,
    certificateFile: authorities.at(-1)!.certificateFile,
    browserFlags: ledTo({ host, port: front.ports.https, pins: certificates.map(spkiPin) }),
    get cookies() {
      return timeline.events().filter((event) => event.type === 'cookie')
    },
    get findings() {
      return findings.found()
    },
    get logins() {
      return findings.cards()
    },
    get exchanges() {
      return exchanges()
    },
    events: () => follow(timeline, ended.signal),
    settled: (most = 2000) => watching.settled(most),
    async visitor() {
      const { createFrontVisitor } = await import('./visitor.ts')
      const visitor = await createFrontVisitor({ host, port: front.ports.https, authorities: certificates }, base)
      visitors.push(visitor)
      return visitor
    },
    report: (form = 'text') =>
      reportIn(form, {
        ...{ origin: url, scenario: scenario.name, oneSided: false, spoken: [] },
        ...{ exchanges: exchanges(), findings: findings.found(), cards: findings.cards() },
      }),
    recording: () => recordingOf(timeline.events()),
    async swap(next) {
      const before = scenario
      const other = await loaded(next)
      front.swap(other)
      scenario = other
      before.close()
      tell('scenario')
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

const loaded = async (scenario: string | Scenario) => (typeof scenario === 'string' ? loadScenario(scenario) : scenario)
