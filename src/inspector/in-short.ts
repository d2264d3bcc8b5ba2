// An event as the page is told of it: secrets masked, and of an exchange only what a list needs, so that 20,000 of them fit into
// a browser tab and reading along costs the proxy little.
import { parseCookieHeader, parseSetCookie } from '../core/cookies.ts'
import type { ExchangeEvent, TimelineEvent } from '../core/events.ts'
import type { HeaderList } from '../core/headers.ts'
import { getAll } from '../core/headers.ts'
import { maskEvent } from '../views/mask.ts'
import { maskUrl } from '../views/mask-text.ts'
import type { ExchangeInShort, ShortEvent, Sizes } from './protocol.ts'

export function inShort(event: TimelineEvent): ShortEvent {
  return event.type === 'exchange' ? exchangeInShort(event) : maskEvent(event)
}

function exchangeInShort(event: ExchangeEvent): ExchangeInShort {
  const { type, at, id, headMs, ms, scheme, host, kind, client, attempts, end, plumbing, browser, app } = event
  const { method, target, version, headers } = browser.request
  const sent = getAll(headers, 'cookie').flatMap((line) => parseCookieHeader(line).map(({ name }) => name))
  const sets = browser.response ? getAll(browser.response.headers, 'set-cookie').map((l) => parseSetCookie(l).name) : []
  const short = { type, at, id, headMs, ms, scheme, host, kind, client, version, method, target: maskUrl(target) }
  return {
    ...short,
    ...(browser.response ? { status: browser.response.status } : {}),
    ...(app?.response ? { appStatus: app.response.status } : {}),
    asked: app !== undefined,
    ...(app?.instance ? { instance: app.instance } : {}),
    ...(event.visitor ? { visitor: event.visitor.as } : {}),
    attempts,
    ...(event.servedFrom === undefined ? {} : { servedFrom: event.servedFrom }),
    ...(event.answeredBy ? { answeredBy: `${event.answeredBy.hop}/${event.answeredBy.step}` } : {}),
    touched: touchedBy(event),
    end,
    plumbing,
    ...(sent.length > 0 ? { sent: [...new Set(sent)] } : {}),
    ...(sets.length > 0 ? { sets: [...new Set(sets)] } : {}),
    sizes: sizesOf(event),
  }
}

function touchedBy({ changes }: ExchangeEvent): string[] {
  const touching = changes.filter(({ differences }) => differences.length > 0)
  return [...new Set(touching.map(({ hop, step }) => `${hop}/${step}`))]
}

function sizesOf({ browser, app }: ExchangeEvent): Sizes {
  const request = app?.request ?? browser.request
  const response = app?.response ?? browser.response
  const lines = response ? getAll(response.headers, 'set-cookie') : []
  return {
    cookie: getAll(browser.request.headers, 'cookie').reduce((sum, line) => sum + line.length, 0),
    request: headBytes(request.headers, request.method.length + request.target.length + 12),
    response: response ? headBytes(response.headers, response.reason.length + 15) : 0,
    setCookie: Math.max(0, ...lines.map(pairBytes)),
  }
}

/** Header values are bytes, a character each: `Name: value CRLF`. */
function headBytes(headers: HeaderList, line: number): number {
  let sum = line + 2
  for (let i = 0; i < headers.length; i += 2) sum += headers[i]!.length + headers[i + 1]!.length + 4
  return sum
}

/** What the limit of 4096 counts (RFC 6265bis section 5.6): the name and the value, without the `=`. */
function pairBytes(line: string): number {
  const { name, value } = parseSetCookie(line)
  return name.length + value.length
}
