// One exchange in wire notation, for people who read an issue: what bears on a session stays, what a browser always says goes.
import type { ExchangeEvent, ToldRequest, ToldResponse } from '../core/events.ts'
import type { HeaderList } from '../core/headers.ts'
import { pairs } from '../core/headers.ts'
import { printWire } from '../core/wire.ts'
import { inert, shortened } from './inert.ts'

const NOISE =
  /^(?:accept(?:-.*)?|user-agent|sec-ch-.*|dnt|priority|upgrade-insecure-requests|link|date|etag|last-modified|keep-alive|content-(?:length|security-policy|encoding)|x-dns-prefetch-control|report-to|nel|permissions-policy|server|x-powered-by|next-router-state-tree|pragma|te)$/i
const LONGEST = 300

/** Already masked. Ends with a newline. */
export function exchangeInWire(exchange: ExchangeEvent): string {
  const { browser, app, scheme } = exchange
  const ask = ({ method, target, headers, version }: ToldRequest) => ({
    method: inert(method),
    target: inert(shortened(target, LONGEST)),
    headers: telling(headers),
    version,
    body: '',
  })
  const answer = ({ status, reason, headers }: ToldResponse) => ({
    status,
    reason: inert(reason),
    headers: telling(headers),
    body: '',
  })
  return printWire({
    browser: { ...ask(browser.request), scheme, client: '', after: 0 },
    ...(app ? { toApp: { ...ask(app.request), instance: app.instance } } : {}),
    ...(app?.response ? { fromApp: answer(app.response) } : {}),
    ...(browser.response ? { toBrowser: answer(browser.response) } : {}),
  })
}

function telling(headers: HeaderList): HeaderList {
  return pairs(headers).flatMap(([name, value]) =>
    NOISE.test(name) ? [] : [inert(name), inert(shortened(value, LONGEST))],
  )
}
