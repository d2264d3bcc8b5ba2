// An exchange read as rules need it: who saw which host and scheme, where an answer leads, which cookies went where.
import type { CookiePair, SetCookieLine } from '../core/cookies.ts'
import { attribute, parseCookieHeader, parseSetCookie } from '../core/cookies.ts'
import type { ExchangeEvent, ToldResponse } from '../core/events.ts'
import { get, getAll, has, members } from '../core/headers.ts'
import { pathOf, queryOf } from '../core/kind.ts'

export type Ends = Pick<ExchangeEvent, 'browser' | 'app' | 'scheme' | 'host'>

/** The URL as the browser has it; undefined for a Host that is none. */
export function urlOf({ scheme, host, browser }: Ends): URL | undefined {
  const { target } = browser.request
  const text = `${scheme}://${host}${target.startsWith('/') ? target : '/'}`
  return URL.canParse(text) ? new URL(text) : undefined
}

export function pathAsked({ browser }: Ends): string {
  return pathOf(browser.request.target)
}

const NO_QUERY = new URLSearchParams()

/** Query parameters of one side; empty when there are none. */
export function queryAsked(request: { readonly target: string }): URLSearchParams {
  if (!request.target.includes('?')) return NO_QUERY
  return new URLSearchParams(queryOf(request.target))
}

/** Location of a 3xx, or the redirect of a Server Action. */
function target(answer: ToldResponse | undefined): string | undefined {
  if (!answer) return undefined
  const action = get(answer.headers, 'x-action-redirect')
  if (action !== undefined) return action.replace(/;(?:push|replace)$/, '')
  return answer.status >= 300 && answer.status < 400 ? get(answer.headers, 'location') : undefined
}

/** Where an answer leads, made absolute. */
export function leadsTo(answer: ToldResponse | undefined, base: URL | undefined): URL | undefined {
  const text = base && target(answer)
  if (!base || text === undefined || !URL.canParse(text, base.href)) return undefined
  const url = new URL(text, base.href)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined
}

/** Where the browser is led, in its own terms. */
export function landing(exchange: Ends): URL | undefined {
  // Most answers lead nowhere, and taking URLs apart is the dearest thing done here.
  if (target(exchange.browser.response) === undefined) return undefined
  return leadsTo(exchange.browser.response, urlOf(exchange))
}

const NONE: readonly never[] = []

export function cookiesAsked(request: { readonly headers: readonly string[] } | undefined): readonly CookiePair[] {
  if (!request) return NONE
  const lines = getAll(request.headers, 'cookie')
  return lines.length === 1 ? parseCookieHeader(lines[0]!) : lines.flatMap(parseCookieHeader)
}

export function cookiesSet(answer: ToldResponse | undefined): readonly SetCookieLine[] {
  if (!answer) return NONE
  const lines = getAll(answer.headers, 'set-cookie')
  return lines.length === 0 ? NONE : lines.map(parseSetCookie)
}

/** The line takes the cookie away: no time left, or an end in the past. */
export function isDeletion(line: SetCookieLine, at: number): boolean {
  const age = attribute(line, 'max-age')
  if (age !== undefined) return age !== null && /^(?:0+|-\d+)$/.test(age)
  const expires = attribute(line, 'expires')
  const end = typeof expires === 'string' ? Date.parse(expires) : Number.NaN
  return end <= at
}

/** The scheme that the app is told; undefined when it is told nothing. */
export function schemeTold({ app }: Ends): string | undefined {
  return app && get(app.request.headers, 'x-forwarded-proto')
}

/** The host that an app takes for its own: the first X-Forwarded-Host, else Host. */
export function hostTold({
  app,
}: Ends): { readonly header: 'X-Forwarded-Host' | 'Host'; readonly host: string } | undefined {
  if (!app) return undefined
  const forwarded = members(app.request.headers, 'x-forwarded-host')[0]
  if (forwarded !== undefined) return { header: 'X-Forwarded-Host', host: forwarded }
  const host = get(app.request.headers, 'host')
  return host === undefined ? undefined : { header: 'Host', host }
}

/** `Origin` as host and port, the scheme's own port left out; undefined for none and for `null`. */
export function originHost(request: { readonly headers: readonly string[] } | undefined): string | undefined {
  const origin = request && get(request.headers, 'origin')
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined
}

/** A Server Action, called by script or posted by a form without one. */
export function isAction({ browser }: Ends): boolean {
  const { headers, method } = browser.request
  if (has(headers, 'next-action')) return true
  return method === 'POST' && /^multipart\/form-data/i.test(get(headers, 'content-type') ?? '')
}

export function statusOf(answer: ToldResponse | undefined): number {
  return answer?.status ?? 0
}
