// A scenario without sockets: requests go through its chain, on a clock that a test moves.
import { httpDate } from '../../src/caching/http-date.ts'
import { readableOf } from '../../src/core/body.ts'
import { Cancellation } from '../../src/core/cancellation.ts'
import type { Answer, RequestHead } from '../../src/core/exchange.ts'
import type { HeaderList } from '../../src/core/headers.ts'
import { has } from '../../src/core/headers.ts'
import { REHEARSAL } from '../../src/core/rehearse.ts'
import { Run } from '../../src/core/run.ts'
import { loadScenario } from '../../src/scenario/load.ts'

export type App = (head: RequestHead) => {
  status?: number
  headers: HeaderList
  body?: string
  takes?: number
  early?: boolean
}

export async function startVisits(name = 'rfc9111-cache') {
  let now = Date.UTC(2026, 6, 1, 12)
  let id = 0
  const scenario = await loadScenario(name, { now: () => now })

  async function send(app: App, target: string, headers: HeaderList = [], method = 'GET') {
    const request: RequestHead = { method, target, headers: ['Host', 'h', ...headers], version: '1.1', upstream: 0 }
    const asked: RequestHead[] = []
    const run = new Run({
      id: ++id,
      startedAt: now,
      chain: scenario.chain,
      request,
      origin: REHEARSAL.origin,
      upstreams: REHEARSAL.upstreams,
      peer: { ...REHEARSAL.peer, scheme: 'https', version: '1.1' },
      localPort: 443,
      cancellation: new Cancellation(),
      body: null,
      watched: false,
      forward: async (head): Promise<Answer> => {
        asked.push(head)
        const { status = 200, headers: given, body = `body ${id}`, takes = 0, early } = app(head)
        if (early) run.passesInterim({ status: 103, reason: 'Early Hints', headers: ['Link', '</a.css>'] })
        now += takes * 1000
        const dated = has(given, 'date') ? given : ['Date', httpDate(now), ...given]
        const bodyless = head.method === 'HEAD' || status === 304 || status === 204
        return { head: { status, reason: '', headers: dated }, body: bodyless ? null : readableOf(body) }
      },
    })
    const { head, body } = await run.travel(request)
    let text = ''
    if (body !== null) for await (const chunk of readableOf(body)) text += String(chunk)
    return { ...head, text, asked }
  }

  return {
    send,
    wait: (seconds: number) => {
      now += seconds * 1000
    },
    /** A path that nobody asked for yet. */
    fresh: () => `/${++id}`,
    /** So many seconds from now. */
    at: (seconds: number) => httpDate(now + seconds * 1000),
    close: () => scenario.close(),
  }
}

export const cc = (text: string): HeaderList => ['Cache-Control', text]
