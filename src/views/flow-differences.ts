// In what two exchanges of the same step differ: first what the browser saw, then what the app was told. What differs between
// any two runs (dates, ids, tokens, the public name) is none.

import { parseCookieHeader } from '../core/cookies.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { getAll } from '../core/headers.ts'
import { cookiesGiven, headersOf, redirectOf } from './flow-step.ts'

export interface FlowDifference {
  readonly kind: 'status' | 'redirect' | 'set-cookie' | 'cookie' | 'header' | 'to-app'
  /** A header or a cookie. */
  readonly name: string
  readonly a?: string
  readonly b?: string
}

const ANSWERED =
  /^(?:cache-control|vary|content-type|www-authenticate|access-control-.*|clear-site-data|referrer-policy|strict-transport-security|x-nextjs-action-not-found|refresh)$/
const TOLD =
  /^(?:host|origin|referer|authorization|forwarded|via|x-forwarded-.*|x-real-ip|x-original-.*|rsc|next-action)$/

/** Empty when they are the same. */
export function flowDifferences(a: ExchangeEvent, b: ExchangeEvent): FlowDifference[] {
  return [...seenByBrowser(a, b), ...toldToApp(a, b)]
}

function seenByBrowser(a: ExchangeEvent, b: ExchangeEvent): FlowDifference[] {
  const both = <T>(of: (exchange: ExchangeEvent) => T): [T, T] => [of(a), of(b)]
  const answers = ({ browser, host }: ExchangeEvent) => headersOf(browser.response?.headers ?? [], ANSWERED, host)
  return [
    ...one('status', 'status', ...both(statusOf)),
    ...one('redirect', 'redirect', ...both(redirectOf)),
    ...each('set-cookie', ...both(cookiesGiven)),
    ...each('cookie', ...both(cookiesSent)),
    ...each('header', ...both(answers)),
  ]
}

/** Only where both recordings know it: a HAR does not. */
function toldToApp(a: ExchangeEvent, b: ExchangeEvent): FlowDifference[] {
  if (!a.app || !b.app) return []
  const told = ({ app, host }: ExchangeEvent) => headersOf(app!.request.headers, TOLD, host)
  return each('to-app', told(a), told(b))
}

function statusOf({ browser }: ExchangeEvent): string {
  return String(browser.response?.status ?? 'no answer')
}

function cookiesSent({ browser }: ExchangeEvent): Map<string, string> {
  const names = getAll(browser.request.headers, 'cookie').flatMap(parseCookieHeader)
  return new Map(names.map(({ name }) => [name, 'sent']))
}

type Kind = FlowDifference['kind']

function one(kind: Kind, name: string, a: string | undefined, b: string | undefined): FlowDifference[] {
  return a === b ? [] : [{ kind, name, ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) }]
}

function each(kind: Kind, a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): FlowDifference[] {
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((name) => one(kind, name, a.get(name), b.get(name)))
}
