// One exchange, start to end: the head goes down the chain, out to the app, and what comes back goes up and out to the
// browser. When either side breaks off, the other one is told.
import type { IncomingMessage } from 'node:http'
import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import type { Manners } from '../core/behaviour.ts'
import { headHeld, lengthOf } from '../core/body.ts'
import { Cancellation } from '../core/cancellation.ts'
import type { Chain } from '../core/chain.ts'
import { answerOf } from '../core/chain.ts'
import type { Answer, PublicOrigin, ResponseHead, Upstream } from '../core/exchange.ts'
import { UpstreamError } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { filter, get, has, sameName, set } from '../core/headers.ts'
import { isConnectionField } from '../core/hop-by-hop.ts'
import { Run } from '../core/run.ts'
import { writeCut } from './cut.ts'
import type { Forwarder, FromApp } from './forward.ts'
import type { Incoming } from './incoming.ts'
import type { Instances } from './instances.ts'
import type { Outlet } from './outlet.ts'
import { internalFault, upstreamFailed } from './pages.ts'
import { isPlumbing } from './plumbing.ts'
import { toApp } from './to-app.ts'
import { visit } from './visit.ts'
import type { Watch, Watched } from './watch.ts'

/** What every exchange of a front shares; `chain` may be another one for the next exchange. */
export interface Site {
  readonly chain: Chain
  /** The chain for the dev server's own traffic. */
  readonly plumbingChain: Chain | undefined
  readonly origin: PublicOrigin
  /** In place of the address that browsers connect from. */
  readonly clientAddress: string | undefined
  readonly upstreams: readonly Upstream[]
  readonly forwarder: Forwarder
  readonly watch: Watch | undefined
  /** Those of the instances that we run ourselves; undefined: somebody else does. */
  readonly instances: Instances | undefined
  /** The public name is localhost or below it: HSTS and Alt-Svc would outlive us there and hit every other dev server. */
  readonly local: boolean
  readonly manners: Manners | undefined
  nextId(): number
  problem(text: string): void
  /** The app answered, or could not be reached (then in words). */
  appSeen(trouble?: string): void
}

/** For an upgrade that the app accepted: takes over both connections. */
export type Upgraded = (from: FromApp, answer: Answer) => void

export async function handle(site: Site, incoming: Incoming, outlet: Outlet, upgraded?: Upgraded): Promise<void> {
  const startedAt = Date.now()
  const started = performance.now()
  const cancellation = new Cancellation()
  const plumbing = site.plumbingChain !== undefined && isPlumbing(incoming.request.target)
  const leg = toApp(site, incoming, outlet)
  const run = new Run({
    id: site.nextId(),
    startedAt,
    request: incoming.request,
    chain: plumbing ? site.plumbingChain! : site.chain,
    origin: site.origin,
    upstreams: site.upstreams,
    peer: site.clientAddress === undefined ? incoming.peer : { ...incoming.peer, address: site.clientAddress },
    localPort: site.origin.port === 443 ? { https: 443, http: 80 }[incoming.peer.scheme] : incoming.localPort,
    cancellation,
    forward: leg.forward,
    body: incoming.body,
    watched: site.watch !== undefined,
    visit: incoming.visitor ? undefined : (asked) => visit(asked, incoming, (guest, sink) => handle(site, guest, sink)),
  })
  const watched = site.watch?.begin(run, incoming, plumbing, started)
  outlet.body.once('close', () => {
    watched?.closed(outlet.complete())
    cancellation.cancel()
  })
  const answer = await answerFor(site, run)
  if (!answer) {
    watched?.unanswered()
    return
  }
  const { connected } = leg
  if (connected?.socket && answer.head.status === 101 && upgraded) {
    watched?.head(answer.head, 'upgraded')
    return upgraded(connected, answer)
  }
  const ready = answer.body instanceof Readable ? headHeld(answer.body) : undefined
  if (ready && !outlet.gone()) {
    ;(answer.body as Readable).read(0)
    await ready
  }
  write(site, run, answer, outlet, watched, connected)
}

/** Undefined when there is nobody left to answer. */
async function answerFor(site: Site, run: Run): Promise<Answer | undefined> {
  try {
    return await run.travel(run.request)
  } catch (error) {
    if (run.cancellation.cancelled) return undefined
    if (error instanceof UpstreamError) {
      run.say(error.message)
      return answerOf(upstreamFailed(error.failure))
    }
    const step = run.chain.steps[run.at]
    const message = `${step ? `${step.hop}/${step.name}: ` : ''}${error instanceof Error ? error.message : String(error)}`
    site.problem(message)
    run.say(message)
    return answerOf(internalFault(message))
  }
}

function write(
  site: Site,
  run: Run,
  answer: Answer,
  outlet: Outlet,
  watched: Watched | undefined,
  from: FromApp | undefined,
): void {
  if (outlet.gone()) {
    discard(answer)
    return
  }
  const { body, cut } = answer
  if (cut?.at === 'before-head') {
    watched?.cut()
    discard(answer)
    if (cut.bytes) outlet.raw(cut.bytes)
    else outlet.cut(cut.how)
    return
  }
  const head = publicHead(site, answer, run)
  const bodyless = body === null || run.request.method === 'HEAD' || head.status === 204 || head.status === 304
  outlet.start(head, bodyless, site.manners)
  watched?.head(head, 'complete')
  if (cut) {
    watched?.cut()
    writeCut(answer, outlet)
    return
  }
  if (bodyless) {
    outlet.body.end()
    discard(answer)
    return
  }
  if (!(body instanceof Readable)) {
    if (watched) {
      watched.piece(typeof body === 'string' ? Buffer.from(body) : body!)
      watched.bodyEnd()
    }
    outlet.body.end(body)
    return
  }
  if (body === from?.message && isThere(from.message)) {
    const all = from.message.read() as Buffer | null
    if (all) watched?.piece(all)
    watched?.bodyEnd()
    if (all) outlet.body.end(all)
    else outlet.body.end()
    return
  }
  if (watched) body.on('data', (chunk: Uint8Array) => watched.piece(chunk)).once('end', () => watched.bodyEnd())
  if (body.readableLength === 0) outlet.flush()
  body.once('error', () => {
    watched?.broken()
    outlet.cut('close')
  })
  if (from && from.message === body)
    body.once('end', () => from.message.rawTrailers.length > 0 && outlet.trailers(from.message.rawTrailers))
  outlet.body.once('close', () => body.destroy())
  body.pipe(outlet.body)
}

/** All of a small answer has mostly come with its head: it goes out as one piece, without the machinery of a stream. */
function isThere(message: IncomingMessage): boolean {
  return message.complete && !message.destroyed && message.readableFlowing === null && message.rawTrailers.length === 0
}

function discard({ body }: Answer): void {
  if (body instanceof Readable) body.on('error', () => {}).resume()
}

/** The head for this connection: framed by us, without what must not stick to a localhost name. */
function publicHead(site: Site, { head, body }: Answer, run: Run): ResponseHead {
  let headers: HeaderList = head.headers
  const own = run.request.version === '2' || run.chain.steps.length === 0 ? isConnectionField : isFraming
  for (let i = 0; i < headers.length; i += 2) {
    if (!own(headers[i]!)) continue
    headers = filter(headers, (name) => !own(name))
    break
  }
  if (site.local && (has(headers, 'strict-transport-security') || has(headers, 'alt-svc'))) {
    headers = filter(headers, (name) => !/^(?:strict-transport-security|alt-svc)$/i.test(name))
  }
  const length = body === null || head.status === 204 || head.status === 304 ? undefined : lengthOf(body)
  if (length !== undefined && get(headers, 'content-length') !== String(length))
    headers = set(headers, 'Content-Length', String(length))
  return headers === head.headers ? head : { ...head, headers }
}

/** What a hop has left of the connection's fields it wants the browser to see; how messages are framed is ours alone. */
function isFraming(name: string): boolean {
  return sameName(name, 'transfer-encoding')
}
