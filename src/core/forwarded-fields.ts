// How a front writes one forwarding field: beside, after or instead of what came. What an untrusted peer sent counts as not sent.
import { hostName, splitAuthority } from './authority.ts'
import type { Exchange, RequestHead } from './exchange.ts'
import type { HeaderList } from './headers.ts'
import { add, get, getAll, has, members, set, without } from './headers.ts'

export const FORWARDING = ['pass', 'omit', 'set', 'append', 'add-line', 'keep'] as const
export type Forwarding = (typeof FORWARDING)[number] | { readonly literal: string }

export function writeForwarded(
  headers: HeaderList,
  name: string,
  how: Forwarding,
  value: string,
  trusted: boolean,
): HeaderList {
  if (typeof how === 'object') return set(headers, name, how.literal)
  switch (how) {
    case 'pass':
      return headers
    case 'omit':
      return without(headers, name)
    case 'set':
      return set(headers, name, value)
    case 'add-line':
      return add(headers, name, value)
    case 'keep':
      return set(headers, name, (trusted && getAll(headers, name).at(-1)) || value)
    case 'append':
      return set(headers, name, trusted && has(headers, name) ? [...getAll(headers, name), value].join(', ') : value)
  }
}

/** The Forwarded element of one hop (RFC 7239 section 4); IPv6 stands in brackets, and what has a colon in quotes. */
export function forwardedElement(address: string, host: string, scheme: string): string {
  const node = address.includes(':') ? `"[${address}]"` : address
  return `for=${node};host=${host.includes(':') ? `"${host}"` : host};proto=${scheme}`
}

/** What a hop knows of the request before it. */
export interface HopFacts {
  readonly address: string
  readonly scheme: string
  readonly host: string
  readonly port: string
  readonly server: string
}

export interface HopView {
  readonly client: 'peer' | 'last-forwarded-for'
  readonly 'host-as': 'sent' | 'without-port' | 'with-port'
  readonly 'own-port': 'keep' | 'drop'
}

export function hopFacts(head: RequestHead, x: Exchange, view: HopView, trusted: boolean): HopFacts {
  const told =
    view.client === 'last-forwarded-for' && trusted ? members(head.headers, 'x-forwarded-for').at(-1) : undefined
  const sent = get(head.headers, 'host') ?? x.origin.host
  const { scheme } = x.from
  let host = view['host-as'] === 'without-port' ? hostName(sent, x, view['own-port']) : sent
  if (view['host-as'] === 'with-port' && splitAuthority(host).port === '') host += scheme === 'https' ? ':443' : ':80'
  return { address: told ?? x.from.address, scheme, host, port: String(x.localPort), server: x.origin.host }
}
