// Evidence: lines that quote the exchange. No value of a cookie and no query stands in them, so they can be pasted anywhere.
import type { SetCookieLine } from '../core/cookies.ts'
import type { ExchangeEvent, ToldResponse } from '../core/events.ts'
import { get } from '../core/headers.ts'
import { pathAsked } from './heads.ts'

/** `#12 POST /login`. */
export function asked(exchange: ExchangeEvent): string {
  return `#${exchange.id} ${exchange.browser.request.method} ${pathAsked(exchange)}`
}

/** `#12 POST /login: the app answered 303, Location http://shop.test/`. */
export function answered(exchange: ExchangeEvent): string {
  const answer = exchange.app?.response ?? exchange.browser.response
  const who = exchange.app?.response ? 'the app' : 'the front'
  return `${asked(exchange)}: ${who} answered ${answer?.status ?? 'nothing'}${leading(answer)}`
}

function leading(answer: ToldResponse | undefined): string {
  const location = answer && (get(answer.headers, 'location') ?? get(answer.headers, 'x-action-redirect'))
  return location === undefined ? '' : `, Location ${withoutQuery(location)}`
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '').replace(/;(?:push|replace)$/, '')
}

/** Who changed a header (or `(target)`), in order of the hops: `nginx/host: Host shop.test -> app:3000`. */
export function changedBy(exchange: ExchangeEvent, what: string, side: 'request' | 'response' = 'request'): string[] {
  const wanted = what.toLowerCase()
  return exchange.changes
    .filter((change) => change.side === side)
    .flatMap(({ hop, step, differences }) =>
      differences
        .filter((difference) => difference.what.toLowerCase() === wanted)
        .map(({ from, to }) => `${hop}/${step}: ${what} ${from ?? '(none)'} -> ${to ?? '(removed)'}`),
    )
}

/** The hop and step that last changed a header, as `hop/step`. */
export function whoChanged(exchange: ExchangeEvent, what: string, side: 'request' | 'response'): string | undefined {
  const wanted = what.toLowerCase()
  const found = exchange.changes.findLast(
    (change) => change.side === side && change.differences.some((one) => one.what.toLowerCase() === wanted),
  )
  return found && `${found.hop}/${found.step}`
}

/** `Set-Cookie: sid=…; Path=/; Secure`. */
export function cookieLine(line: SetCookieLine): string {
  const attributes = line.attributes.map(({ name, value }) => (value === null ? name : `${name}=${value}`))
  return `Set-Cookie: ${[`${line.name}=…`, ...attributes].join('; ')}`
}

/** Who answered in the app's place, as `hop/step`. */
export function answerer(exchange: ExchangeEvent): string {
  return exchange.answeredBy ? `${exchange.answeredBy.hop}/${exchange.answeredBy.step}` : 'the front'
}
