// What an exchange is in a flow, without what is new each time: the public name, ids, tokens, dates.
import { parseSetCookie } from '../core/cookies.ts'
import type { ExchangeEvent } from '../core/events.ts'
import type { HeaderList } from '../core/headers.ts'
import { getAll, pairs } from '../core/headers.ts'

/** The same step of two flows has the same key: method and path, ids left out. */
export function stepKey({ browser }: ExchangeEvent): string {
  const [path = '', query = ''] = browser.request.target.split(/\?(.*)/s)
  const segments = path.split('/').map((segment) => (isId(segment) ? '*' : segment))
  const names = [...new URLSearchParams(query).keys()].filter((name) => name !== '_rsc').sort()
  return `${browser.request.method} ${segments.join('/')}${names.length === 0 ? '' : `?${[...new Set(names)].join('&')}`}`
}

function isId(segment: string): boolean {
  return (
    /^\d{3,}$|^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{12,}$|^~[0-9a-f]{6}\.\d+$/i.test(segment) ||
    (segment.length >= 20 && /\d/.test(segment) && /^[\w-]+$/.test(segment))
  )
}

/** Where an answer leads: a path for the own origin, `http://(public name)/` when only the scheme is another. */
export function redirectOf(exchange: ExchangeEvent): string | undefined {
  const answer = exchange.browser.response
  const status = answer?.status ?? 0
  const action = answer && getAll(answer.headers, 'x-action-redirect')[0]?.replace(/;(?:push|replace)$/, '')
  const location =
    action ?? (answer && status >= 300 && status < 400 ? getAll(answer.headers, 'location')[0] : undefined)
  if (location === undefined) return undefined
  const base = `${exchange.scheme}://${exchange.host}`
  if (!URL.canParse(location, base)) return unremarkable(location, exchange.host)
  const url = new URL(location, base)
  const names = [...new Set([...url.searchParams.keys()])].sort().join('&')
  const rest = `${url.pathname}${names === '' ? '' : `?${names}`}`
  return url.origin === new URL(base).origin ? rest : unremarkable(`${url.origin}${rest}`, exchange.host)
}

/** Name to attributes: `Path=/; Secure`; `deleted` when it takes the cookie away. Values are noise. */
export function cookiesGiven(exchange: ExchangeEvent): Map<string, string> {
  const out = new Map<string, string>()
  for (const text of getAll(exchange.browser.response?.headers ?? [], 'set-cookie')) {
    const line = parseSetCookie(text)
    if (line.name === '') continue
    const said = new Map(line.attributes.map(({ name, value }) => [name.toLowerCase(), value ?? '']))
    const gone = Number(said.get('max-age') ?? '1') <= 0 || Date.parse(said.get('expires') ?? '') < exchange.at
    const lasting = said.has('max-age') || said.has('expires')
    const words = ['domain', 'path', 'samesite'].flatMap((name) => {
      const value = said.get(name)
      return value === undefined ? [] : [`${LABELS[name]}=${unremarkable(value.toLowerCase(), exchange.host)}`]
    })
    const flags = ['secure', 'httponly', 'partitioned'].filter((name) => said.has(name)).map((name) => LABELS[name])
    const all = [...words, ...flags, lasting ? 'lasting' : 'for the session']
    out.set(line.name, gone ? 'deleted' : all.join('; '))
  }
  return out
}

const LABELS: Record<string, string> = {
  domain: 'Domain',
  path: 'Path',
  samesite: 'SameSite',
  secure: 'Secure',
  httponly: 'HttpOnly',
  partitioned: 'Partitioned',
}

/** Lower-case name to value, of the names that `wanted` matches. */
export function headersOf(list: HeaderList, wanted: RegExp, host: string): Map<string, string> {
  const out = new Map<string, string>()
  for (const [name, value] of pairs(list)) {
    const key = name.toLowerCase()
    if (!wanted.test(key)) continue
    const plain = unremarkable(value, host)
    out.set(key, out.has(key) ? `${out.get(key)}, ${plain}` : plain)
  }
  return out
}

/** The public name, fingerprints, ids, dates and addresses of this machine's own ports become words. */
export function unremarkable(text: string, host: string): string {
  const bare = host.replace(/:\d+$/, '')
  return text
    .replaceAll(host, '(public name)')
    .replaceAll(bare, '(public name)')
    .replace(/~[0-9a-f]{6}\.\d+/g, '(value)')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '(id)')
    .replace(/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} [\d:]{8} GMT/g, '(date)')
    .replace(/\b[0-9a-f]{16,}\b|\b\d{9,}\b/gi, '(id)')
}
