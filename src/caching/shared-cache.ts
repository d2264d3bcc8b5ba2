// A shared cache: one store for all visitors of a hop. On the way down it answers from the store or says what the app is to
// be asked; on the way up it decides what is kept, and copies bodies while they stream.

import type { Hooks, MaybePromise, Tools } from '../core/behaviour.ts'
import { bytesAtHand } from '../core/body.ts'
import type { Exchange, Reply, RequestHead, ResponseHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { get, getAll, has } from '../core/headers.ts'
import { isUpgrade } from '../core/kind.ts'
import { settle } from './answering.ts'
import { question } from './asking.ts'
import { createFlights } from './flights.ts'
import { isDead, mayStandIn, remaining, useOf } from './freshness.ts'
import { extensionOf, keyOf } from './key.ts'
import { fromPart, partKey } from './parts.ts'
import type { Policy } from './policy.ts'
import type { Slice } from './ranges.ts'
import { slicing } from './ranges.ts'
import { refresher } from './refreshing.ts'
import { replyFrom } from './serving.ts'
import type { Outcome, Report } from './status.ts'
import type { Entry } from './store.ts'
import { createStore } from './store.ts'
import type { Plan } from './storing.ts'
import { createRoom, tee } from './tee.ts'
import { unpacking } from './unpack.ts'
import type { Wishes } from './wishes.ts'
import { NO_WISHES, wishesOf } from './wishes.ts'

/** One exchange between its request and its response. */
export interface Pending {
  readonly key: string
  /** As it came to the cache. */
  readonly head: RequestHead
  /** The method the app was asked with. */
  readonly method: string
  readonly asked: number
  readonly outcome: Outcome
  readonly forwarded: NonNullable<Report['forwarded']>
  readonly wishes: Wishes
  /** What is stored for this request, and did not do. */
  readonly entry?: Entry
  readonly validating: boolean
  readonly collapsed: boolean
  /** Lets those go on who wait for this fetch. */
  readonly release: () => void
  plan?: Plan
  unpack?: boolean
  slice?: Slice
}

type Asked = MaybePromise<RequestHead | Reply | void>

const NOBODY_WAITS = () => {}

export function createCache(policy: Policy, tools: Pick<Tools, 'now'>): Hooks {
  const store = createStore(policy.limits, policy.vary.values)
  const room = createRoom(policy.limits.bytes)
  const flights = createFlights()
  const refresh = refresher(store, room, policy, tools)
  const pending = new WeakMap<Exchange, Pending>()
  /** Keys that were uncacheable a moment ago, and until when their requests do not wait for each other. */
  const passed = new Map<string, number>()

  const says = (headers: HeaderList, name: string) =>
    has(headers, name) && (policy.emptyCounts || getAll(headers, name).some((value) => value !== ''))

  const stored = (key: string, head: RequestHead) => {
    const { entry, known } = store.find(key, head.headers)
    if (!entry || !isDead(entry, tools.now(), policy.keep)) return { entry, known }
    store.drop(entry)
    return { entry: undefined, known: false }
  }

  const aside = (head: RequestHead, x: Exchange, outcome: Outcome, forwarded: Pending['forwarded']) => {
    const { head: asked } = outcome === 'bypass' && policy.fetch.bypassed ? question(head, undefined, policy) : { head }
    const wishes = policy.posts && policy.requestDirectives ? wishesOf(head.headers) : NO_WISHES
    const facts = { outcome, forwarded, wishes, validating: false, collapsed: false, release: NOBODY_WAITS }
    pending.set(x, { ...facts, key: keyOf(head, x, policy.key), head, method: asked.method, asked: tools.now() })
    return asked === head ? undefined : asked
  }

  const look = (head: RequestHead, x: Exchange, key: string, wishes: Wishes, collapsed: boolean): Asked => {
    const now = tools.now()
    const { entry, known } = stored(key, head)
    const use = entry ? useOf(entry, now, wishes) : 'ask'
    if (entry && use !== 'ask') {
      const outcome = use === 'fresh' ? 'hit' : use === 'refresh' && !refresh(entry, head, x) ? 'updating' : 'stale'
      return replyFrom(entry, head, x, now, policy, { outcome, collapsed })
    }
    const part = policy.parts && has(head.headers, 'range') ? stored(partKey(key), head).entry : undefined
    const piece = part && useOf(part, now, wishes) === 'fresh' && fromPart(head.headers, part)
    if (piece) {
      const cut = { ...part, ...piece.head, body: piece.body }
      return replyFrom(cut, head, x, now, policy, { outcome: 'hit', collapsed })
    }
    if (wishes.onlyIfCached) return { status: 504, reason: 'Gateway Timeout', headers: [], body: '' }
    const alone = (passed.get(key) ?? 0) > now || passed.delete(key)
    if (policy.collapse !== false && !alone && !collapsed && flights.under(key)) {
      return flights.wait(key, policy.collapse, x).then(() => look(head, x, key, wishes, true))
    }
    const { head: asked, validating } = question(head, entry, policy)
    const fresh = entry !== undefined && remaining(entry, now) > 0
    const forwarded = !entry ? (known ? 'vary-miss' : 'uri-miss') : fresh && wishes !== NO_WISHES ? 'request' : 'stale'
    const release = policy.collapse === false ? NOBODY_WAITS : flights.begin(key, x.signal)
    const outcome: Outcome = entry ? 'expired' : 'miss'
    const facts = {
      key,
      head,
      method: asked.method,
      asked: now,
      outcome,
      forwarded,
      wishes,
      validating,
      collapsed,
      release,
    } as const
    pending.set(x, entry ? { ...facts, entry } : facts)
    return asked === head ? undefined : asked
  }

  const request = (head: RequestHead, x: Exchange): Asked => {
    if (isUpgrade(head.headers) && !policy.upgrades) return aside(head, x, 'ineligible', 'bypass')
    if (!policy.methods.has(head.method)) return aside(head, x, 'method', 'method')
    if (policy.extensions && !policy.extensions.has(extensionOf(head.target)))
      return aside(head, x, 'ineligible', 'bypass')
    const avoided =
      (policy.cookies === 'bypass' && says(head.headers, 'cookie')) ||
      (policy.authorization === 'bypass' && says(head.headers, 'authorization'))
    if (avoided) return aside(head, x, 'bypass', 'bypass')
    if (policy.ranges === 'bypass' && has(head.headers, 'range')) return aside(head, x, 'bypass', 'partial')
    const wishes = policy.requestDirectives ? wishesOf(head.headers) : NO_WISHES
    return look(head, x, keyOf(head, x, policy.key), wishes, false)
  }

  /** What is stored in place of an error of the app. */
  const standIn = (p: Pending, x: Exchange, error: 'error' | 'timeout' | number): Reply | undefined => {
    const now = tools.now()
    const { entry } = p
    if (!entry || p.wishes.noCache || !mayStandIn(entry, now, error, policy.stale)) return undefined
    const told = {
      outcome: 'stale',
      why: typeof error === 'number' ? `the app said ${error}` : 'the app gave no answer',
    }
    return replyFrom(entry, p.head, x, now, policy, told as { outcome: Outcome; why: string })
  }

  return {
    request,
    interim(_head, x) {
      const p = policy.earlyIsAnswer ? pending.get(x) : undefined
      p?.release()
      if (p) pending.delete(x)
      return true
    },
    response(head, x) {
      const p = pending.get(x)
      if (!p) return
      if (p.entry && (x.failure || head.status >= 400)) {
        const error = !x.failure ? head.status : x.failure.kind.endsWith('timeout') ? 'timeout' : 'error'
        const reply = standIn(p, x, error)
        if (reply) {
          p.release()
          return reply
        }
      }
      const settled = settle(p, head, x, store, policy, tools.now())
      if (settled.plan && lengthOf(head) <= policy.limits.body) p.plan = settled.plan
      else p.release()
      if (settled.unpack) p.unpack = true
      if (settled.slice) p.slice = settled.slice
      if (settled.uncacheable && policy.hitForMiss > 0) remember(passed, p.key, tools.now() + policy.hitForMiss)
      if (p.plan && head.status === 204) {
        store.put({ ...p.plan, body: new Uint8Array() })
        delete p.plan
        p.release()
      }
      return settled.head
    },
    body(source, _head, x) {
      const p = pending.get(x)
      if (!p) return source
      const { plan } = p
      const bytes = plan && bytesAtHand(source)
      if (bytes) {
        if (bytes.byteLength <= policy.limits.body) store.put({ ...plan, body: bytes })
        p.release()
      }
      const kept =
        plan && !bytes
          ? tee(source, policy.limits.body, room, (body) => {
              if (body) store.put({ ...plan, body })
              p.release()
            })
          : source
      return p.slice ? slicing(kept, p.slice) : p.unpack ? unpacking(kept) : kept
    },
    failure(failure, _head, x) {
      const p = pending.get(x)
      if (!p) return
      p.release()
      return standIn(p, x, failure.kind.endsWith('timeout') ? 'timeout' : 'error')
    },
    inspect: () => ({
      entries: () =>
        store.entries().map((entry) => ({
          key: entry.key,
          exchange: entry.by,
          at: entry.answered,
          bytes: entry.body.byteLength,
          about: `${entry.status}, fresh for ${Math.round(remaining(entry, tools.now()) / 1000)} s${
            has(entry.headers, 'set-cookie') ? ', with Set-Cookie' : ''
          }`,
        })),
      purge: (key) => store.purge(key),
    }),
    close: () => void store.purge(),
  }
}

function lengthOf({ headers }: ResponseHead): number {
  return Number(get(headers, 'content-length') ?? 0)
}

const MOST_REMEMBERED = 1000

function remember(passed: Map<string, number>, key: string, until: number): void {
  passed.delete(key)
  passed.set(key, until)
  if (passed.size > MOST_REMEMBERED) passed.delete(passed.keys().next().value!)
}
