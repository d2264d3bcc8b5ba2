import type { FindingEvent, TimelineEvent } from '../../../src/core/events.ts'
import { loadDiagnoses } from '../../../src/findings/all.ts'
import { createFindings } from '../../../src/findings/findings.ts'
import { createDiagnosing, watchBoth } from '../../../src/findings/watching.ts'
import { startFront } from '../../../src/proxy/front.ts'
import { createTimeline } from '../../../src/proxy/timeline.ts'
import { loadScenario } from '../../../src/scenario/load.ts'
import { createSession } from '../../../src/session/session.ts'
import { openAuthorities } from '../../../src/tls/authorities.ts'
import { createSecureContexts } from '../../../src/tls/secure-contexts.ts'

const upstream = (port: number, index: number) => ({
  name: 'abcdefgh'[index]!,
  scheme: 'http' as const,
  host: '127.0.0.1',
  port,
  authority: `127.0.0.1:${port}`,
})

/**
 * A front at https://shop.localhost:<free port> with all that watches it: what was told so far is in `events`.
 * `scenario` is a name or a path, `ports` those of the app's instances, `state` the folder of its certificates. Timeouts are those
 * for a dev server, which compiles when it is asked.
 */
export async function startWatchedFront(scenario: string, ports: readonly number[], state: string) {
  const timeline = createTimeline()
  const events: TimelineEvent[] = []
  timeline.subscribe((event) => events.push(event))
  const session = createSession()
  const diagnosing = createDiagnosing((found) => events.push(...found))
  const upstreams = ports.map(upstream)
  const front = await startFront({
    scenario: await loadScenario(scenario, { dev: true }),
    origin: { scheme: 'https', host: 'shop.localhost', port: 0 },
    listen: { address: '127.0.0.1', port: 0 },
    upstreams,
    tls: await createSecureContexts(await openAuthorities([], state)),
    timeline,
    observer: watchBoth(session, diagnosing),
  })
  diagnosing.begin(createFindings({ origin: front.origin, upstreams, diagnoses: await loadDiagnoses() }))
  return {
    front,
    origin: `https://shop.localhost:${front.ports.https}`,
    events,
    session,
    /** What somebody has to act on. */
    findings: () => events.filter((event): event is FindingEvent => event.type === 'finding' && event.level !== 'info'),
  }
}
