// The inspector beside a running front.
import { urlOf } from '../app/upstream.ts'
import type { Upstream } from '../core/exchange.ts'
import type { Inspector } from '../inspector/inspector.ts'
import type { Timeline } from '../proxy/timeline.ts'
import { listScenarios } from '../scenario/find.ts'
import { controlsOf } from './controlling.ts'
import { inspectAt } from './inspecting.ts'
import type { Live } from './live.ts'
import type { Subject } from './self-check.ts'
import { selfCheck } from './self-check.ts'

export interface Beside {
  readonly timeline: Timeline
  readonly upstreams: readonly Upstream[]
  /** The one that was asked for. */
  readonly port: number | undefined
  /** The front's was left to chance, so this one is too. */
  readonly anyPort: boolean
  /** Whose environment is looked at by the self-check. */
  readonly project?: Subject['project']
}

/** Rejects with UserError when the port that was asked for cannot be had. */
export async function inspectLive(
  live: Live,
  { timeline, upstreams, port, anyPort, project }: Beside,
): Promise<Inspector> {
  const { https, http } = live.front.ports
  const avoid = new Set([https, ...(http === undefined ? [] : [http]), ...upstreams.map((one) => one.port)])
  return inspectAt(
    { port, from: anyPort ? 0 : https + 1, avoid },
    {
      timeline,
      controls: {
        ...controlsOf(live.playing),
        check: (clock) => selfCheck({ timeline, upstreams, clock, ...(project ? { project } : {}) }),
      },
      facts: {
        live: true,
        title: live.url,
        origin: live.url,
        upstreams: upstreams.map(urlOf),
        values: true,
        scenarios: [],
      },
      // Reading them all takes longer than starting.
      offers: async () => (await listScenarios()).map(({ name, about, group }) => ({ name, about, group })),
    },
  )
}
