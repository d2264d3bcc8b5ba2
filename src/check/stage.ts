// One scenario on stage: a front of its own with session and diagnoses, under the exact name of production, and what was seen there.
import type { FindingEvent, TimelineEvent } from '../core/events.ts'
import type { Upstream } from '../core/exchange.ts'
import { loadDiagnoses } from '../findings/all.ts'
import { causeOf } from '../findings/cards.ts'
import { createFindings } from '../findings/findings.ts'
import { createDiagnosing, watchBoth } from '../findings/watching.ts'
import { startFront } from '../proxy/front.ts'
import { createTimeline } from '../proxy/timeline.ts'
import type { Scenario } from '../scenario/load.ts'
import { createSession } from '../session/session.ts'
import type { Authority } from '../tls/authority.ts'
import { createSecureContexts } from '../tls/secure-contexts.ts'
import type { Door } from './visitor.ts'

export interface StageOptions {
  readonly scenario: Scenario
  readonly host: string
  /** Where the front listens; 0: any. */
  readonly port: number
  readonly upstreams: readonly Upstream[]
  readonly authorities: readonly [Authority, ...Authority[]]
  /** The public address has the front's own port. */
  readonly withPort?: boolean
}

export interface Stage {
  /** `https://host`, with a port where the scenario is about one. */
  readonly origin: string
  /** Where the app begins: the origin, or the path that the scenario mounts it at. */
  readonly base: string
  readonly door: Door
  readonly events: readonly TimelineEvent[]
  findings(): readonly FindingEvent[]
  /** The one that explains most; only what people must act on. */
  cause(): FindingEvent | undefined
  /** The last page that the front gave by itself, in words. */
  ownPage(): string | undefined
  close(): Promise<void>
}

let stages = 0

/**
 * The visitors of each stage come from an address of their own (TEST-NET-3 and -2, RFC 5737): in production they do, and an app that
 * counts sign-ins by address would take sixty scenarios in a row for somebody who tries passwords.
 */
function nextAddress(): string {
  stages += 1
  const number = stages % 508
  return number < 254 ? `203.0.113.${number + 1}` : `198.51.100.${number - 253}`
}

/** Scenarios whose whole point is a port in the public address. */
export const WITH_PORT = new Set(['nonstandard-port'])

export async function setStage(options: StageOptions): Promise<Stage> {
  const { scenario, host, port, upstreams, authorities } = options
  const timeline = createTimeline()
  const diagnosing = createDiagnosing((late) => late.forEach(timeline.publish))
  const withPort = options.withPort === true || WITH_PORT.has(scenario.name)
  const front = await startFront({
    scenario,
    origin: { scheme: 'https', host, port: withPort ? 0 : 443 },
    listen: { address: '127.0.0.1', port },
    clientAddress: nextAddress(),
    upstreams,
    tls: await createSecureContexts(authorities, { hosts: [host] }),
    timeline,
    observer: watchBoth(createSession(), diagnosing),
  })
  const findings = createFindings({ origin: front.origin, upstreams, diagnoses: await loadDiagnoses() })
  diagnosing.begin(findings)
  const found = () => findings.found().filter(({ level }) => level !== 'info')
  const origin = `https://${host}${withPort ? `:${front.ports.https}` : ''}`
  return {
    origin,
    base: origin + mountOf(scenario),
    door: { host, port: front.ports.https, authorities: authorities.map(({ certificate }) => certificate) },
    get events() {
      return timeline.events()
    },
    findings: found,
    cause() {
      const last = findings.cards().findLast(({ cause }) => cause !== undefined)
      return last?.cause && last.cause.level !== 'info' ? last.cause : causeOf(found())
    },
    ownPage() {
      const pages = timeline.events().filter((event) => event.type === 'exchange' && event.kind === 'document')
      const last = pages.at(-1)
      if (last?.type !== 'exchange' || last.app !== undefined || last.answeredBy === undefined) return undefined
      const { answeredBy, browser } = last
      const status = browser.response === undefined ? '' : ` with ${browser.response.status}`
      return `${answeredBy.hop}/${answeredBy.step} answers ${browser.request.target}${status} by itself; the app never saw it`
    },
    async close() {
      await front.close()
      scenario.close()
    },
  }
}

/** `/app` for a front that serves the app below /app/; '' for all others. */
export function mountOf({ resolved }: Scenario): string {
  const [first = {}] = resolved.front
  for (const step of Object.values(first)[0] ?? []) {
    const { mount } = step as { mount?: { path?: unknown } }
    if (typeof mount?.path === 'string') return mount.path.replace(/\/$/, '')
  }
  return ''
}
