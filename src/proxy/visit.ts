// Somebody else at the front's door, sent by a step: a link scanner, say. The request is an exchange like any other, with a client of
// its own, and passes the whole chain; only its answer goes nowhere.
import { Writable } from 'node:stream'
import type { VisitRequest } from '../core/exchange.ts'
import type { Incoming } from './incoming.ts'
import { nextConnection } from './incoming.ts'
import type { Outlet } from './outlet.ts'

/** Resolves when the visitor has its answer, or nothing more will come. */
export function visit(
  { method, target, headers }: VisitRequest,
  host: Incoming,
  handle: (incoming: Incoming, outlet: Outlet) => Promise<void>,
): Promise<void> {
  const incoming: Incoming = {
    request: { method, target, headers, version: '1.1', upstream: 0 },
    peer: { ...host.peer, version: '1.1' },
    localPort: host.localPort,
    connection: nextConnection(),
    body: null,
    trailers: () => [],
    visitor: true,
  }
  const body = new Writable({ write: (_chunk, _encoding, done) => done() })
  const closed = new Promise<void>((resolve) => body.once('close', resolve))
  body.on('error', () => {})
  const outlet: Outlet = {
    body,
    gone: () => body.destroyed,
    complete: () => body.writableFinished,
    interim: () => {},
    start: () => {},
    raw: () => body.end(),
    flush: () => {},
    trailers: () => {},
    cut: () => body.destroy(),
  }
  return handle(incoming, outlet).then(() => closed)
}
