// What real browsers did with inputs that were written for this project: one vector per line in vectors-*.jsonl. A step leaves out what is usual
// (a typed GET, headers of an address-bar visit, host-only, path `/`, no attributes), and its jar when that did not change.
import { readFileSync } from 'node:fs'
import { type BrowserRequest, contextFromBrowser } from '../../src/session/context.ts'
import { contextFromHeaders } from '../../src/session/context-from-headers.ts'
import { createBrowserJar } from '../../src/session/jar.ts'
import type { ProfileName, ThirdPartyCookies } from '../../src/session/profile.ts'
import { OWN_CODES } from '../../src/session/reasons.ts'
import { createSeenBefore } from '../../src/session/seen-before.ts'
import type { StoredCookie } from '../../src/session/stored-cookie.ts'

interface MeasuredCookie {
  name: string
  value: string
  domain: string
  hostOnly?: boolean
  path?: string
  secure?: boolean
  httpOnly?: boolean
  sameSite?: string | null
  expires?: { in?: number; at?: string } | null
  partitionKey?: { topLevelSite: string }
}

interface Step {
  context: Partial<BrowserRequest> & {
    url: string
    requestHeaders?: Record<string, string>
    secondsSincePrevious?: number
  }
  response?: { status: number; location?: string }
  setCookie?: string[]
  cookieHeader: string | null
  /** Chrome's reasons per line; `dropped` stands for none given. */
  verdicts?: string[][]
  notSent?: { name: string; domain: string; path: string; blockedReasons: string[] }[]
  stored?: MeasuredCookie[]
}

export interface Vector {
  id: string
  topic: string
  now: string
  thirdPartyCookies: ThirdPartyCookies
  steps: Step[]
}

export function vectorsOf(profile: ProfileName): Vector[] {
  const text = readFileSync(new URL(`vectors-${profile}.jsonl`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

const TYPED: Omit<BrowserRequest, 'url'> = {
  method: 'GET',
  kind: 'top-level-navigation',
  initiator: null,
  topLevel: null,
  frame: null,
  credentials: 'include',
  redirectChain: [],
}
const ADDRESS_BAR = {
  'Sec-Fetch-Site': 'none',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
  'Sec-Fetch-User': '?1',
  'Upgrade-Insecure-Requests': '1',
}

export interface Outcome {
  /** What our jar does otherwise than the browser, in words. */
  readonly differences: readonly string[]
  /** It said at some step that the headers cannot tell; nothing is compared from there on. */
  readonly open: boolean
}

/** `sight` browser: with all that the browser knows; headers: with what a proxy sees. */
export function play(vector: Vector, profile: ProfileName, sight: 'browser' | 'headers'): Outcome {
  let now = Date.parse(vector.now)
  const clock = () => now
  const { thirdPartyCookies } = vector
  const jar = createBrowserJar({ profile, now: clock, ...(sight === 'browser' ? { thirdPartyCookies } : {}) })
  const seen = createSeenBefore(clock)
  const found: string[] = []
  for (const [index, step] of vector.steps.entries()) {
    const { requestHeaders = ADDRESS_BAR, secondsSincePrevious = 0, ...told } = step.context
    now += secondsSincePrevious * 1000
    const request = { ...TYPED, ...told }
    const head = { method: request.method, url: request.url, headers: Object.entries(requestHeaders).flat() }
    const context = sight === 'browser' ? contextFromBrowser(request, profile) : contextFromHeaders(head, profile, seen)
    const sending = jar.cookiesFor(context)
    const verdicts = jar.receive(step.setCookie ?? [], context)
    seen.noteAnswer(context, step.response?.status ?? 200, step.response?.location)
    const left = sending.unknown.length > 0 || verdicts.some(({ unknown }) => unknown)
    if (left || (verdicts.length > 0 && context.partition.topLevelSite === null))
      return { differences: found, open: true }
    const compare = (what: string, ours: unknown, theirs: unknown) => {
      const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)]
      if (a !== b) found.push(`${vector.id} step ${index} ${what}: ours ${a}, theirs ${b}`)
    }
    compare('Cookie', sending.header, step.cookieHeader)
    if (step.verdicts) {
      const ours = verdicts.map(({ codes }) => (codes.length > 0 && codes.every(isOwn) ? ['dropped'] : codes))
      compare('Set-Cookie', ours.map(sorted), step.verdicts.map(sorted))
    }
    if (profile === 'chromium') {
      const ours = sending.withheld.filter(({ reasons }) => !reasons.every(isOwn))
      const reported = ours.map(({ cookie, reasons }) => [
        cookie.name,
        cookie.domain,
        cookie.path,
        ...reasons.toSorted(),
      ])
      const theirs = (step.notSent ?? []).map((one) => [
        ...[one.name, one.domain.replace(/^\./, ''), one.path],
        ...one.blockedReasons.toSorted(),
      ])
      compare('not sent', reported.map(String).toSorted(), theirs.map(String).toSorted())
    }
    if (step.stored) {
      const theirs = measured(step.stored, now)
      compare('jar', alignedEnds(outline(jar.stored()), theirs), theirs)
    }
  }
  return { differences: found, open: false }
}

const isOwn = (code: string) => OWN_CODES.has(code)
const sorted = (codes: readonly string[]) => codes.toSorted()

/** Ends are measured with some seconds lost on the way; a quarter of a minute apart is still equal. */
const GRAIN = 15_000

function outline(jar: readonly StoredCookie[]): { key: string; end: number | null }[] {
  return jar
    .map(({ name, value, domain, hostOnly, path, secure, httpOnly, sameSite, partition, expires }) => ({
      key: JSON.stringify([
        name,
        value,
        domain,
        hostOnly,
        path,
        secure,
        httpOnly,
        sameSite,
        partition?.topLevelSite ?? null,
      ]),
      end: expires,
    }))
    .toSorted(byKey)
}

function measured(jar: readonly MeasuredCookie[], now: number): { key: string; end: number | null }[] {
  return jar
    .map((one) => {
      const { hostOnly = true, path = '/', secure = false, httpOnly = false, sameSite = null, expires } = one
      const site = one.partitionKey?.topLevelSite ?? null
      const key = JSON.stringify([one.name, one.value, one.domain, hostOnly, path, secure, httpOnly, sameSite, site])
      const end =
        expires?.at !== undefined ? Date.parse(expires.at) : expires?.in !== undefined ? now + expires.in * 1000 : null
      return { key, end }
    })
    .toSorted(byKey)
}

function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

/** Ours, with an end that is near enough written as theirs. */
function alignedEnds(ours: { key: string; end: number | null }[], theirs: { key: string; end: number | null }[]) {
  return ours.map((one, at) => {
    const end = theirs[at]?.end ?? null
    const near = one.end !== null && end !== null && Math.abs(one.end - end) <= GRAIN
    return near ? { ...one, end } : one
  })
}
