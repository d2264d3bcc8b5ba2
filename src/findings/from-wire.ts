// Wire notation as the events that a front would tell: for the examples of the diagnoses, and for proofs that say `finds:`.
import type { ChangeInWords, Difference } from '../core/changes.ts'
import { headerDifferences } from '../core/changes.ts'
import type { Seen, ToldRequest, ToldResponse } from '../core/events.ts'
import { get } from '../core/headers.ts'
import { kindOf, pathOf } from '../core/kind.ts'
import type { WireExchange, WireRequest, WireResponse } from '../core/wire.ts'
import { saysOf } from './json-says.ts'
import { isSessionEndpoint } from './login-steps.ts'

/** When the first exchange of an example happens: its Date headers and ends of cookies are relative to it. */
export const WIRE_START = Date.parse('2026-11-23T10:00:00Z')
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

/** Who is held for every change, when the wire is all there is. */
const UNKNOWN_STEP = { hop: 'front', step: 'step' }

export interface Rehearsal {
  readonly exchange: WireExchange
  /** By hop and step; absent: worked out from the two ends. */
  readonly changes?: readonly ChangeInWords[]
}

/** One event per exchange, a second apart unless `after=` says more. A client's name stands for its connection. */
export function seenOf(rehearsed: readonly Rehearsal[]): Seen[] {
  let at = WIRE_START
  const connections = new Map<string, number>()
  const out: Seen[] = []
  for (const [index, { exchange, changes }] of rehearsed.entries()) {
    const { browser, toApp, fromApp, toBrowser } = exchange
    at += browser.after * 1000 + 1000
    if (!connections.has(browser.client)) connections.set(browser.client, connections.size + 1)
    const takes = browser.takes === undefined ? 10 : browser.takes * 1000
    const request = withAgent(pick(browser))
    const reached = toApp !== undefined || fromApp !== undefined || exchange.stale === true
    const answer = exchange.cut ? undefined : (toBrowser ?? fromApp)
    const source = reached ? undefined : sourceOf(rehearsed.slice(0, index), exchange)
    out.push({
      type: 'exchange',
      at,
      id: index + 1,
      headMs: takes,
      ms: takes + 2,
      connection: connections.get(browser.client)!,
      scheme: browser.scheme,
      host: get(request.headers, 'host') ?? 'shop.localhost',
      kind: kindOf(request),
      browser: { request, ...(answer ? { response: head(answer) } : {}) },
      ...(reached
        ? {
            app: {
              request: toApp ? pick(toApp) : pick(browser),
              ...(fromApp ? { response: head(fromApp) } : {}),
              instance: toApp?.instance || 'a',
              ...(exchange.before ? { before: exchange.before.map(head) } : {}),
            },
          }
        : {}),
      attempts: reached ? 1 + (exchange.before?.length ?? 0) : 0,
      ...(exchange.stale ? { staleConnection: true as const } : {}),
      ...(source === undefined ? {} : { servedFrom: source + 1 }),
      ...(reached ? {} : { answeredBy: UNKNOWN_STEP }),
      ...spoken(exchange, request.target),
      changes: changes ?? changesOf(exchange),
      story: [],
      end: answer ? 'complete' : 'cut-by-front',
      plumbing: false,
      bytes: { request: browser.body.length, response: answer?.body.length ?? 0 },
    })
  }
  return out
}

const pick = ({ method, target, headers, version }: WireRequest): ToldRequest => ({ method, target, headers, version })
const head = ({ status, reason, headers }: WireResponse): ToldResponse => ({ status, reason, headers })

function withAgent(request: ToldRequest): ToldRequest {
  if (get(request.headers, 'user-agent') !== undefined) return request
  return { ...request, headers: [...request.headers, 'User-Agent', CHROME] }
}

/** The app was not asked and its earlier answer came again: a cache. Told from the same status and body (or Location), or ETag. */
function sourceOf(earlier: readonly Rehearsal[], { browser, toBrowser }: WireExchange): number | undefined {
  if (!toBrowser) return undefined
  if (toBrowser.status === 304) {
    // Of the answer that it says is still good.
    const etag = get(toBrowser.headers, 'etag')
    const at = earlier.findLastIndex(
      ({ exchange: { browser: asked, fromApp } }) =>
        etag !== undefined && asked.target === browser.target && fromApp && get(fromApp.headers, 'etag') === etag,
    )
    return at < 0 ? undefined : at
  }
  const key = ({ status, headers, body }: WireResponse) => `${status} ${body} ${get(headers, 'location') ?? ''}`
  if (toBrowser.body === '' && get(toBrowser.headers, 'location') === undefined) return undefined
  const at = earlier.findLastIndex(({ exchange: { browser: asked, fromApp } }) => {
    return asked.target === browser.target && fromApp !== undefined && key(fromApp) === key(toBrowser)
  })
  return at < 0 ? undefined : at
}

function changesOf({ browser, toApp, fromApp, toBrowser }: WireExchange): ChangeInWords[] {
  const out: ChangeInWords[] = []
  const note = (side: 'request' | 'response', differences: readonly Difference[]) => {
    if (differences.length > 0) out.push({ ...UNKNOWN_STEP, side, differences })
  }
  if (toApp) {
    const parts = (['method', 'target'] as const).filter((part) => browser[part] !== toApp[part])
    const heads = parts.map((part) => ({ what: `(${part})`, from: browser[part], to: toApp[part] }))
    note('request', [...heads, ...headerDifferences(browser.headers, toApp.headers)])
  }
  if (toBrowser && fromApp) {
    const status =
      fromApp.status === toBrowser.status
        ? []
        : [{ what: '(status)', from: `${fromApp.status}`, to: `${toBrowser.status}` }]
    note('response', [...status, ...headerDifferences(fromApp.headers, toBrowser.headers)])
  }
  return out
}

/** A body that is written out is what the answer says. */
function spoken({ fromApp, toBrowser }: WireExchange, target: string): Pick<Seen, 'says'> {
  const answer = toBrowser ?? fromApp
  if (!answer || answer.body === '') return {}
  const says = saysOf(answer.body, { status: answer.status, endpoint: isSessionEndpoint(pathOf(target)) })
  return says ? { says } : {}
}
