// The app as its developer opens it: http, on its own port, and nothing between, not even TLS. An app that knows its sign-in only
// there is one that no front at all lets in; what it is when it works can still be learned, so that each front can be told why not.
import { resolveLoopback } from '../app/reach.ts'
import type { Upstream } from '../core/exchange.ts'
import type { OnStage } from './play.ts'
import type { Door, Driver, Visitor } from './visitor.ts'

/** undefined: it is not one that can be opened so. */
export async function onBareApp<T>(
  { scheme, host, port, authority }: Upstream,
  driver: Driver,
  play: (on: OnStage) => Promise<T>,
): Promise<T | undefined> {
  if (scheme !== 'http') return undefined
  const address = (await resolveLoopback({ host, port })).find(({ answers }) => answers)?.address
  if (address === undefined) return undefined
  const door: Door = { host, port, address, authorities: [] }
  const over = new AbortController()
  const visitors = new Map<string, Promise<Visitor>>()
  const visitor = (who: string) => {
    const known = visitors.get(who) ?? driver.visitor(door)
    visitors.set(who, known)
    return known
  }
  try {
    return await play({ scenario: 'bare', base: `http://${authority}`, door, signal: over.signal, visitor })
  } finally {
    over.abort()
    await Promise.allSettled([...visitors.values()].map(async (one) => (await one).close()))
  }
}
