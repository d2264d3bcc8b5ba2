// The cache key: what of a request decides whose answer it gets. Everything that is missing here is shared by all visitors.
import { parseCookieHeader } from '../core/cookies.ts'
import type { Exchange, RequestHead } from '../core/exchange.ts'
import { get, getAll } from '../core/headers.ts'
import { pathOf, queryOf } from '../core/kind.ts'

export type CookieRule = 'none' | 'all' | ReadonlySet<string>

export interface KeyParts {
  readonly scheme: boolean
  /** request: the Host that the app will see; upstream: the address of the app (nginx $proxy_host). */
  readonly host: 'request' | 'upstream' | 'none'
  readonly path: boolean
  readonly query: 'all' | 'none' | ReadonlySet<string>
  readonly headers: readonly string[]
  readonly cookies: CookieRule
  readonly method: boolean
}

export type KeyFacts = Pick<Exchange, 'from' | 'upstreams'>

/** One line of text, readable in lists of entries. */
export function keyOf(head: RequestHead, x: KeyFacts, parts: KeyParts): string {
  const host =
    parts.host === 'none'
      ? ''
      : parts.host === 'upstream'
        ? (x.upstreams[head.upstream]?.authority ?? '')
        : (get(head.headers, 'host') ?? '').toLowerCase()
  const out = [
    // HEAD is answered from what GET brought: they share a key whatever else it holds.
    parts.method ? `${head.method === 'HEAD' ? 'GET' : head.method} ` : '',
    parts.scheme ? `${x.from.scheme}://` : '',
    host,
    parts.path ? pathOf(head.target) : '',
    queryPart(head.target, parts.query),
  ]
  for (const name of parts.headers) out.push(` ${name}=${getAll(head.headers, name).join(', ')}`)
  const cookies = cookiePart(head, parts.cookies)
  if (cookies !== '') out.push(` cookie=${cookies}`)
  return out.join('')
}

function queryPart(target: string, rule: KeyParts['query']): string {
  const query = queryOf(target)
  if (rule === 'all') return query
  if (rule === 'none' || query === '') return ''
  const kept = query
    .slice(1)
    .split('&')
    .filter((piece) => rule.has(piece.split('=', 1)[0]!))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

function cookiePart({ headers }: RequestHead, rule: CookieRule): string {
  if (rule === 'none') return ''
  const lines = getAll(headers, 'cookie')
  if (rule === 'all') return lines.join('; ')
  const kept = lines.flatMap(parseCookieHeader).filter(({ name }) => rule.has(name))
  return kept
    .map(({ name, value }) => `${name}=${value}`)
    .sort()
    .join('; ')
}

/** The last part of the path's last name after a dot, in lower case; empty without one. */
export function extensionOf(target: string): string {
  const name = pathOf(target).split('/').at(-1) ?? ''
  const dot = name.lastIndexOf('.')
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase()
}
