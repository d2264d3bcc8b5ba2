// Somebody else at the front's door, sent by a step: a link scanner, say. The request is an exchange like any other, with a client of
// its own, and passes the whole chain; what it is answered goes to the step alone.
import { Readable, Writable } from 'node:stream'
import type { ResponseHead, VisitAnswer, VisitRequest } from '../core/exchange.ts'
import type { Incoming } from './incoming.ts'
import { nextConnection } from './incoming.ts'
import type { Outlet } from './outlet.ts'

/** Bytes that are kept of an answer: enough for a page with a form. */
const MOST = 256 * 1024

/** Resolves when the visitor has its answer, or nothing more will come. */
export async function visit(
  { as, cookies, method, target, headers, body }: VisitRequest,
  host: Incoming,
  handle: (incoming: Incoming, outlet: Outlet) => Promise<void>,
): Promise<VisitAnswer | undefined> {
  const framed = body === undefined ? headers : [...headers, 'Content-Length', String(Buffer.byteLength(body))]
  const incoming: Incoming = {
    request: { method, target, headers: framed, version: '1.1', upstream: 0 },
    peer: { ...host.peer, version: '1.1' },
    localPort: host.localPort,
    connection: cookies === 'user' ? host.connection : nextConnection(),
    body: body === undefined ? null : Readable.from([Buffer.from(body)]),
    trailers: () => [],
    visitor: { as, cookies },
  }
  const chunks: Buffer[] = []
  let kept = 0
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (kept < MOST) chunks.push(chunk)
      kept += chunk.length
      done()
    },
  })
  const closed = new Promise<void>((resolve) => sink.once('close', resolve))
  sink.on('error', () => {})
  let head: ResponseHead | undefined
  const outlet: Outlet = {
    body: sink,
    gone: () => sink.destroyed,
    complete: () => sink.writableFinished,
    interim: () => {},
    start: (answered) => {
      head = answered
    },
    raw: () => sink.end(),
    flush: () => {},
    trailers: () => {},
    cut: () => sink.destroy(),
  }
  await handle(incoming, outlet)
  await closed
  if (!head || !sink.writableFinished) return undefined
  return { status: head.status, headers: head.headers, body: Buffer.concat(chunks).subarray(0, MOST).toString() }
}
