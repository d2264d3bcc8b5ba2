// The far end of the chain: an exchange's requests on their way out to the app, whichever instance of it, and what comes back.
import type { Chain } from '../core/chain.ts'
import type { Answer, RequestHead, ResponseHead, Upstream } from '../core/exchange.ts'
import { UpstreamError } from '../core/exchange.ts'
import { without } from '../core/headers.ts'
import { stripConnection } from '../core/hop-by-hop.ts'
import type { Forward, Run } from '../core/run.ts'
import type { FromApp } from './forward.ts'
import type { Site } from './handler.ts'
import type { Incoming } from './incoming.ts'
import type { Outlet } from './outlet.ts'
import { passOriginGate } from './plumbing.ts'

export interface ToApp {
  readonly forward: Forward
  /** What came of the latest request that somebody waits for. */
  connected: FromApp | undefined
}

export function toApp(site: Site, incoming: Incoming, outlet: Outlet): ToApp {
  const looped = site.forwarder.isOwn(incoming.peer.port, incoming.localPort)
  const sendTo = (head: RequestHead, run: Run, upstream: Upstream, done: (() => void) | undefined): Promise<Answer> => {
    const interim = (early: ResponseHead) => !run.background && run.passesInterim(early) && outlet.interim(early)
    const sending = {
      head: passOriginGate(head, upstream),
      upstream,
      body: run.body,
      cancellation: run.cancellation,
      interim,
      trailers: incoming.trailers,
    }
    return site.forwarder.send(sending).then(
      (got) => {
        site.appSeen()
        if (!run.background) leg.connected = got
        const { head: from, message } = got
        if (done) (got.socket ?? message).once('close', done)
        const bodyless =
          head.method === 'HEAD' || from.status === 204 || from.status === 304 || got.socket !== undefined
        if (bodyless && !got.socket) message.resume()
        return {
          head: got.socket ? from : withoutConnection(from, run.chain),
          body: bodyless ? null : message,
        }
      },
      (error: unknown) => {
        done?.()
        const { kind = '', message = '' } = error instanceof UpstreamError ? error.failure : {}
        if (kind === 'refused' || kind === 'unreachable') site.appSeen(message)
        throw error
      },
    )
  }
  const forward: Forward = (head, run) => {
    if (looped)
      throw new UpstreamError({
        kind: 'loop',
        message: 'the upstream is this proxy itself',
        reused: false,
        bodySent: false,
      })
    const own = () => site.upstreams[head.upstream] ?? site.upstreams[0]!
    const reached = site.instances?.reach(head.upstream, head.leg)
    if (!reached) return sendTo(head, run, own(), undefined)
    const attempt = run.attempts.at(-1)
    const begin = (to: Awaited<typeof reached>) => {
      const upstream = to?.upstream ?? own()
      if (attempt) attempt.instance = upstream.name
      return sendTo(head, run, upstream, to?.done)
    }
    // Not waited for when it runs already.
    return reached instanceof Promise ? reached.then(begin) : begin(reached)
  }
  const leg: ToApp = { forward, connected: undefined }
  return leg
}

/** What belongs to the connection to the app is the hops' to drop, each in its own way; without hops it is ours. */
function withoutConnection(head: ResponseHead, { steps }: Chain): ResponseHead {
  const headers = steps.length === 0 ? stripConnection(head.headers) : without(head.headers, 'transfer-encoding')
  return headers === head.headers ? head : { ...head, headers }
}
