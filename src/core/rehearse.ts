// A dry run: exchanges in wire notation go through a chain without a socket. `>` and `<<` go in; what each side would see,
// and which step changed what, comes out. Examples, proofs and `explain` all stand on it.

import { lengthOf, readableOf } from './body.ts'
import { Cancellation } from './cancellation.ts'
import type { Chain, Change } from './chain.ts'
import type { Answer, Peer, PublicOrigin, RequestHead, Upstream } from './exchange.ts'
import { UpstreamError } from './exchange.ts'
import { equivalent, get, getAll } from './headers.ts'
import { Run } from './run.ts'
import type { WireExchange, WireRequest, WireResponse } from './wire.ts'
import { printWire } from './wire.ts'

export interface RehearsalFacts {
  readonly upstreams: readonly Upstream[]
  readonly origin: PublicOrigin
  readonly peer: Omit<Peer, 'scheme' | 'version'>
}

/** What examples and proofs assume unless told otherwise. */
export const REHEARSAL: RehearsalFacts = {
  upstreams: [
    { name: 'a', scheme: 'http', host: '127.0.0.1', port: 3000, authority: '127.0.0.1:3000' },
    { name: 'b', scheme: 'http', host: '127.0.0.1', port: 3001, authority: '127.0.0.1:3001' },
  ],
  origin: { scheme: 'https', host: 'shop.localhost', port: 443 },
  peer: { address: '127.0.0.1', port: 50000 },
}

export interface Rehearsed {
  readonly exchange: WireExchange
  readonly changes: readonly Change[]
  readonly story: readonly string[]
}

/** Sends every exchange through the chain, in order. The app's answers are the `<<` messages; without one, the app is down. It waits for nobody: what takes time is told, not done. */
export async function rehearse(
  chain: Chain,
  exchanges: readonly WireExchange[],
  facts: RehearsalFacts = REHEARSAL,
): Promise<Rehearsed[]> {
  const out: Rehearsed[] = []
  for (const [index, exchange] of exchanges.entries()) out.push(await rehearseOne(chain, exchange, facts, index))
  return out
}

async function rehearseOne(
  chain: Chain,
  exchange: WireExchange,
  facts: RehearsalFacts,
  index: number,
): Promise<Rehearsed> {
  const { browser, fromApp } = exchange
  let seen: { head: RequestHead; body: string } | undefined
  let answers = 0
  let waited = 0
  const forward = async (head: RequestHead, run: Run): Promise<Answer> => {
    seen = { head, body: await textOf(run.body) }
    if (exchange.silent) {
      const limit = head.leg?.responseTimeout ?? Number.POSITIVE_INFINITY
      waited += limit
      const message = `the app sent no response head within ${limit} ms`
      throw new UpstreamError({ kind: 'response-timeout', message, reused: false, bodySent: run.body !== null })
    }
    if (!fromApp)
      throw new UpstreamError({ kind: 'refused', message: 'the app is down', reused: false, bodySent: false })
    const { status, reason, headers, body } = exchange.before?.[answers] ?? fromApp
    answers += 1
    return { head: { status, reason, headers }, body: head.method === 'HEAD' ? null : readableOf(body) }
  }
  const { method, target, headers, version } = browser
  const request: RequestHead = { method, target, headers, version, upstream: 0 }
  const { scheme } = browser
  const run = new Run({
    id: index + 1,
    startedAt: 0,
    chain,
    request,
    upstreams: facts.upstreams,
    forward,
    watched: true,
    origin: facts.origin,
    peer: { ...facts.peer, scheme, version },
    localPort: scheme === 'https' ? 443 : 80,
    cancellation: new Cancellation(),
    body: browser.body === '' ? null : Buffer.from(browser.body),
  })
  let answer: Answer | undefined
  try {
    answer = await run.travel(request)
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    run.say(error.message)
  }
  const toApp = seen && {
    ...pick(seen.head),
    body: seen.body,
    instance: instanceOf(seen.head, facts),
  }
  const toBrowser = answer && !cutBeforeHead(answer) ? { ...answer.head, body: await textOf(answer.body) } : undefined
  const done: WireExchange = {
    browser: exchange.silent && seen ? { ...browser, takes: waited / 1000 } : browser,
    ...(toApp ? { toApp } : {}),
    ...(fromApp && seen ? { fromApp } : {}),
    ...(exchange.before && answers > 1 ? { before: exchange.before.slice(0, answers - 1) } : {}),
    ...(toBrowser ? { toBrowser } : {}),
    ...(answer && cutBeforeHead(answer) ? { cut: true as const } : {}),
    ...(run.attempts.some(({ stale }) => stale) ? { stale: true as const } : {}),
    ...(exchange.silent && seen ? { silent: true as const } : {}),
  }
  // As on a real connection: the browser has all of it, and whoever counts requests under way hears that.
  run.cancellation.cancel()
  return { exchange: done, changes: run.changes ?? [], story: run.story }
}

/** The first one goes without saying, unless it has begun a new life. */
function instanceOf({ upstream, leg }: RequestHead, { upstreams }: RehearsalFacts): string {
  const name = upstreams[upstream]?.name ?? ''
  if (leg?.life !== undefined && leg.life !== upstreams[0]?.name) return leg.life
  return upstream === 0 ? '' : name
}

function pick({ method, target, headers, version }: RequestHead): Omit<WireRequest, 'body'> {
  return { method, target, headers, version: version === '2' ? '1.1' : version }
}

function cutBeforeHead(answer: Answer): boolean {
  return answer.cut?.at === 'before-head'
}

async function textOf(body: Answer['body']): Promise<string> {
  if (body === null) return ''
  if (lengthOf(body) !== undefined) return Buffer.from(body as string | Uint8Array).toString()
  const chunks: Uint8Array[] = []
  for await (const chunk of readableOf(body)) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks).toString()
}

/** What is wrong in `got` when `want` is what should have happened; empty when it did. Only messages that `want` names are compared. */
export function mismatches(want: WireExchange, got: WireExchange): string[] {
  const out: string[] = []
  const { toApp, fromApp, toBrowser } = want
  if (toApp && !got.toApp) out.push('the request should have reached the app, but the front answered by itself')
  if (want.before && got.before?.length !== want.before.length)
    out.push(
      `the app should have answered ${want.before.length + 1} times, but did ${(got.before?.length ?? 0) + 1} times`,
    )
  if (fromApp && !got.toApp) out.push('the app\'s answer ("<<") was not used: the front answered by itself')
  if (toApp && got.toApp) out.push(...requestMismatches(toApp, got.toApp))
  if (want.cut && !got.cut) out.push('the connection to the browser should have been cut')
  if (want.stale && !got.stale) out.push('the connection to the app should have been a stale one')
  if (want.silent && !got.silent)
    out.push('the app should have been asked, and waited for: the front answered by itself')
  const [claimed, took] = [want.browser.takes, got.browser.takes]
  if (got.silent && took !== undefined && claimed !== undefined && claimed !== took)
    out.push(
      Number.isFinite(took)
        ? `the front should have waited ${claimed} s for the app, but gave up after ${took} s`
        : `the front should have waited ${claimed} s for the app, but it waits for ever`,
    )
  if (toBrowser && !got.toBrowser)
    out.push('the browser should have got an answer, but the connection was cut or the app was down')
  if (toBrowser && got.toBrowser) out.push(...responseMismatches(toBrowser, got.toBrowser))
  return out.length === 0 ? out : [...out, `what came out:\n${printWire(got)}`]
}

function requestMismatches(
  want: NonNullable<WireExchange['toApp']>,
  got: NonNullable<WireExchange['toApp']>,
): string[] {
  const out: string[] = []
  for (const part of ['method', 'target', 'version', 'instance', 'body'] as const) {
    if (want[part] !== got[part])
      out.push(`>> ${part}: expected ${JSON.stringify(want[part])}, got ${JSON.stringify(got[part])}`)
  }
  return [...out, ...headerMismatches('>>', want, got)]
}

function responseMismatches(want: WireResponse, got: WireResponse): string[] {
  const out: string[] = []
  if (want.status !== got.status) out.push(`< status: expected ${want.status}, got ${got.status}`)
  if (want.body !== '' && want.body !== got.body)
    out.push(`< body: expected ${JSON.stringify(want.body)}, got ${JSON.stringify(got.body)}`)
  return [...out, ...headerMismatches('<', want, got)]
}

function headerMismatches(
  marker: string,
  want: Pick<WireRequest, 'headers'>,
  got: Pick<WireRequest, 'headers'>,
): string[] {
  if (equivalent(want.headers, got.headers)) return []
  const names = new Set(
    [...want.headers, ...got.headers]
      .filter((_, i, all) => i % 2 === 0 && all.length > 0)
      .map((name) => name.toLowerCase()),
  )
  return [...names].flatMap((name) => {
    const [a, b] = [getAll(want.headers, name), getAll(got.headers, name)]
    if (a.length === b.length && a.every((value, i) => value === b[i])) return []
    const label = name === 'host' ? `${name} (${get(got.headers, name) ?? 'absent'})` : name
    return [`${marker} ${label}: expected ${JSON.stringify(a)}, got ${JSON.stringify(b)}`]
  })
}
