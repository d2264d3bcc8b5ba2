// The app has answered: what becomes of the store, and what the browser gets.
import type { Exchange, Reply, ResponseHead } from '../core/exchange.ts'
import { frontPage } from '../core/front-page.ts'
import type { HeaderList } from '../core/headers.ts'
import { add, get, has, without } from '../core/headers.ts'
import { ageValue } from './age.ts'
import { conditionOf } from './conditional.ts'
import { remaining } from './freshness.ts'
import { headExcess } from './head-room.ts'
import { invalidated } from './invalidation.ts'
import { keyOf } from './key.ts'
import { partKey } from './parts.ts'
import type { Policy } from './policy.ts'
import { answersForGet } from './posts.ts'
import type { Slice } from './ranges.ts'
import { isOneRange, sliceOf } from './ranges.ts'
import { notModified, pageOf, passing, preconditionFailed, replyFrom } from './serving.ts'
import type { Pending } from './shared-cache.ts'
import type { Report } from './status.ts'
import type { Entry, Store } from './store.ts'
import type { Plan, Verdict } from './storing.ts'
import { verdictOn } from './storing.ts'
import { mustUnpack, unpackedHeaders } from './unpack.ts'
import { updatedHeaders } from './update.ts'

export interface Settled {
  readonly head: ResponseHead | Reply | undefined
  /** To be stored with the body that follows. */
  readonly plan?: Plan
  readonly uncacheable?: boolean
  /** The body that follows has to be unpacked for this browser. */
  readonly unpack?: boolean
  /** Only this part of the body that follows goes out. */
  readonly slice?: Slice
}

export function settle(
  p: Pending,
  head: ResponseHead,
  x: Exchange,
  store: Store,
  policy: Policy,
  now: number,
): Settled {
  const moments = { asked: p.asked, answered: now }
  if (p.outcome === 'method' && policy.invalidate) {
    for (const key of invalidated(p.head, head, x, policy.key)) {
      store.purge(key)
      if (policy.parts) store.purge(partKey(key))
    }
  }
  if (p.entry && p.validating && head.status === 304)
    return { head: revalidated(p, p.entry, head, x, store, policy, now) }
  const excess = p.outcome === 'method' || x.failure ? undefined : headExcess(p.head, head, x, policy)
  if (excess) {
    x.say(`response: ${excess.text}, beside the header and key of the cache file`)
    p.release()
    return { head: pageOf(502, policy, { outcome: p.outcome, exchange: x.id }) }
  }
  if (policy.unaskedRange === 'fault' && isFault(p, head, policy)) {
    p.release()
    const page = frontPage('varnish', 503)
    return { head: { ...page, headers: [...page.headers, 'Age', '0'] } }
  }
  const posted = policy.posts && p.outcome === 'method' && answersForGet(p.head, head, x)
  const key = posted ? keyOf({ ...p.head, method: 'GET' }, x, policy.key) : p.key
  const looksAtAll = posted || (p.outcome !== 'method' && p.outcome !== 'ineligible')
  const verdict: Verdict = looksAtAll
    ? verdictOn({ head: p.head, key, by: x.id, noStore: p.wishes.noStore, explicit: posted }, head, moments, policy)
    : { why: 'not looked at' }
  // A HEAD brought no body to store, and a bypass means not to.
  const wanted = p.outcome !== 'bypass' && (p.method === 'GET' || posted)
  const plan = 'plan' in verdict && wanted ? verdict.plan : undefined
  if (p.entry && !plan && head.status < 400) outdate(p, p.entry, head, store, policy, now)
  const report: Report = {
    outcome: plan || !wanted || !looksAtAll ? p.outcome : 'uncacheable',
    after: p.entry ? 'expired' : 'miss',
    forwarded: p.forwarded,
    exchange: x.id,
    ...(plan ? { stored: true, ttl: plan.lifetime - plan.age } : {}),
    ...(p.collapsed ? { collapsed: true } : {}),
    ...('why' in verdict && looksAtAll && wanted ? { why: verdict.why } : {}),
  }
  const strip = plan !== undefined && policy.setCookie === 'strip'
  const headers = passing(head, ageValue(head.headers), policy, report, strip)
  const settled = { ...(plan ? { plan } : { uncacheable: looksAtAll && wanted }), head: { ...head, headers } }
  if (!looksAtAll) return settled
  if (filtersAnswers(p, verdict, policy)) {
    const condition = conditionOf(
      p.head.headers,
      { ...head, answered: now, age: ageValue(head.headers) },
      now,
      policy.conditions,
    )
    if (condition === 412) return { head: preconditionFailed(policy, report) }
    if (condition === 304) return { ...settled, head: notModified(headers, policy) }
    const slice = sliceOf(
      p.head.headers,
      settled.head,
      Number(get(headers, 'content-length') ?? Number.NaN),
      policy.ranges,
    )
    if (slice && !Number.isNaN(slice.end)) return { ...settled, head: slice.head, slice }
  }
  if (p.outcome !== 'bypass' && policy.fetch.acceptEncoding && mustUnpack(p.head.headers, headers))
    return { ...settled, head: { ...head, headers: unpackedHeaders(headers) }, unpack: true }
  return headers === head.headers ? { ...settled, head: undefined } : settled
}

/** nginx and Varnish answer conditions and ranges from what the app sends too, not only from what they have stored (measured). */
function filtersAnswers(_p: Pending, verdict: Verdict, { conditions: { onMiss } }: Policy): boolean {
  if (onMiss === 'storable') return !('why' in verdict) || verdict.silent === true
  return onMiss === 'any'
}

/**
 * What Varnish answers with 503, measured: a part where the app was asked for the whole, stored or passed; "not modified" where
 * it was asked for no such thing; and a passed request for a range that is none.
 */
function isFault({ head, outcome }: Pending, { status, headers }: ResponseHead, { fetch }: Policy): boolean {
  const looked = outcome !== 'method' && outcome !== 'ineligible' && outcome !== 'bypass'
  if (status === 304) return looked
  const range = get(head.headers, 'range')
  if (has(headers, 'content-range')) return range === undefined || (looked && fetch.drop.has('range'))
  return outcome === 'bypass' && status === 200 && range !== undefined && !isOneRange(range)
}

function revalidated(
  p: Pending,
  entry: Entry,
  head: ResponseHead,
  x: Exchange,
  store: Store,
  policy: Policy,
  now: number,
): Reply {
  const next = freshened(entry, head, { head: p.head, by: entry.by, noStore: p.wishes.noStore }, p.asked, now, policy)
  if (next.keep) store.replace(entry, next.entry)
  else store.drop(entry)
  const told = {
    outcome: 'revalidated',
    forwarded: p.forwarded,
    forwardedStatus: 304,
    ...(next.keep ? { stored: true } : {}),
  } as const
  return replyFrom(next.entry, p.head, x, now, policy, told)
}

/** The entry after a 304: `keep` false when the app no longer allows storing it. */
export function freshened(
  entry: Entry,
  head: ResponseHead,
  asked: { readonly head: Pending['head']; readonly by: number; readonly noStore: boolean },
  sent: number,
  now: number,
  policy: Policy,
): { entry: Entry; keep: boolean } {
  const { update } = policy
  const merged = update === 'lifetime-only' ? entry.headers : updatedHeaders(entry.headers, head.headers, update)
  const said = update === 'lifetime-only' ? head.headers : asOfNow(merged, head)
  const verdict = verdictOn(
    { ...asked, key: entry.key },
    { status: entry.status, reason: entry.reason, headers: said },
    { asked: sent, answered: now },
    policy,
  )
  if ('why' in verdict) return { entry: { ...entry, headers: merged }, keep: update === 'lifetime-only' }
  const { plan } = verdict
  const headers = update === 'lifetime-only' ? merged : updatedHeaders(entry.headers, plan.headers, update)
  return { entry: { ...plan, headers, selection: entry.selection, body: entry.body }, keep: true }
}

/** The merged head for reckoning: with the Age of the 304, and not with a Date that it did not renew. */
function asOfNow(merged: HeaderList, { headers }: ResponseHead): HeaderList {
  const age = get(headers, 'age')
  const dated = has(headers, 'date') ? merged : without(merged, 'date')
  return age === undefined ? dated : add(dated, 'Age', age)
}

/** A newer answer that is not stored: the older one is no longer what the app says. */
function outdate(p: Pending, entry: Entry, head: ResponseHead, store: Store, policy: Policy, now: number): void {
  if (p.method === 'HEAD' && head.status === 200 && sameRepresentation(entry, head)) {
    const asked = { head: p.head, by: entry.by, noStore: p.wishes.noStore }
    const next = freshened(entry, head, asked, p.asked, now, policy)
    if (next.keep) {
      store.replace(entry, next.entry)
      return
    }
  }
  if (remaining(entry, now) > 0 || p.method === 'HEAD') store.drop(entry)
}

/** RFC 9111 section 4.3.5: a HEAD freshens what is stored only when validators and length agree. */
function sameRepresentation(entry: Entry, { headers }: ResponseHead): boolean {
  const length = get(headers, 'content-length')
  if (length !== undefined && length !== String(entry.body.byteLength)) return false
  return ['etag', 'last-modified'].every(
    (name) => !has(headers, name) || get(headers, name) === get(entry.headers, name),
  )
}
