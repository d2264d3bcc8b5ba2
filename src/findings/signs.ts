// What an exchange has, as bits: a rule names what it looks at, and is called only when all of it is there.
import type { Sign } from '../core/diagnosis.ts'
import { SIGNS } from '../core/diagnosis.ts'
import type { CookieEvent, ExchangeEvent, ToldResponse } from '../core/events.ts'
import type { HeaderList } from '../core/headers.ts'
import { NO_HEADERS, sameLines } from '../core/headers.ts'

const BIT = Object.fromEntries(SIGNS.map((sign, i) => [sign, 1 << i])) as Record<Sign, number>
const TROUBLE = new Set<CookieEvent['moment']>(['refused', 'withheld', 'stripped', 'changed', 'expired', 'evicted'])
const CODES = /[?&](?:code|state|token|token_hash|ticket|SAMLResponse|id_token|oauth_token|_rsc)=/

export function maskOf(signs: readonly Sign[]): number {
  return signs.reduce((mask, sign) => mask | BIT[sign], 0)
}

/** The bits of an exchange. `instances`: more than one has answered so far. */
export function signsOf(exchange: ExchangeEvent, moments: readonly CookieEvent[], instances: boolean): number {
  const { browser, app, changes, kind } = exchange
  const { method, target } = browser.request
  let mask = instances ? BIT.instances : 0
  if (method !== 'GET' && method !== 'HEAD') mask |= BIT.post
  if (CODES.test(target)) mask |= BIT.query
  if (!app) mask |= BIT['by-front']
  if (exchange.servedFrom !== undefined) mask |= BIT.cached
  if (exchange.end !== 'complete' && exchange.end !== 'streaming' && exchange.end !== 'upgraded') mask |= BIT.broken
  if (kind === 'prefetch') mask |= BIT.prefetch
  for (const { side } of changes) mask |= side === 'request' ? BIT['request-changed'] : BIT['response-changed']
  if (mask & BIT['request-changed'] && !(app && sameLines(browser.request.headers, app.request.headers, 'cookie')))
    mask |= BIT['cookie-changed']
  const [sent, got] = [app?.response?.headers ?? NO_HEADERS, browser.response?.headers ?? NO_HEADERS]
  if (mask & BIT['response-changed'] && !sameLines(sent, got, 'set-cookie')) mask |= BIT['set-cookie-changed']
  for (const { moment } of moments) if (TROUBLE.has(moment)) mask |= BIT['cookie-trouble']
  mask |= ofRequest(browser.request.headers)
  mask |= ofAnswer(browser.response)
  if (app) mask |= ofAnswer(app.response)
  return mask
}

function ofRequest(headers: HeaderList): number {
  let mask = 0
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    // Told apart by length first: most names are none of these.
    switch (name.length) {
      case 3:
        if (name.toLowerCase() === 'rsc') mask |= BIT.rsc
        break
      case 6:
        if (name.toLowerCase() === 'cookie') mask |= BIT.cookie
        break
      case 7:
        if (name.toLowerCase() === 'upgrade') mask |= BIT.upgrade
        break
      case 14:
        if (name.toLowerCase() === 'sec-fetch-site' && headers[i + 1] !== 'same-origin')
          mask |= headers[i + 1] === 'none' ? BIT.typed : BIT['cross-site']
        break
    }
  }
  return mask
}

function ofAnswer(answer: ToldResponse | undefined): number {
  if (!answer) return 0
  let mask = answer.status >= 400 ? BIT.refused : 0
  const { headers } = answer
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    switch (name.length) {
      case 8:
        if (answer.status >= 300 && answer.status < 400 && name.toLowerCase() === 'location') mask |= BIT.redirect
        break
      case 10:
        if (name.toLowerCase() === 'set-cookie') mask |= BIT['set-cookie']
        break
      case 12:
        if (name.toLowerCase() === 'content-type' && headers[i + 1]!.startsWith('text/x-component')) mask |= BIT.rsc
        break
      case 17:
        if (name.toLowerCase() === 'x-action-redirect') mask |= BIT.redirect
        break
    }
  }
  return mask
}
