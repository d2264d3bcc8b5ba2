// An unsafe request that the app did not refuse makes what is stored under its address untrue (RFC 9111 section 4.4).
import type { Exchange, RequestHead, ResponseHead } from '../core/exchange.ts'
import { get } from '../core/headers.ts'
import type { KeyParts } from './key.ts'
import { keyOf } from './key.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** The keys whose entries go: the target's own, and those of Location and Content-Location on the same host. */
export function invalidated(request: RequestHead, response: ResponseHead, x: Exchange, parts: KeyParts): string[] {
  if (SAFE.has(request.method) || response.status < 200 || response.status >= 400) return []
  const base = `${x.from.scheme}://${get(request.headers, 'host') ?? x.origin.host}`
  const targets = [request.target]
  for (const name of ['location', 'content-location']) {
    const target = sameOrigin(get(response.headers, name), `${base}${request.target}`)
    if (target !== undefined) targets.push(target)
  }
  return targets.map((target) => keyOf({ ...request, method: 'GET', target }, x, parts))
}

function sameOrigin(reference: string | undefined, base: string): string | undefined {
  if (reference === undefined || !URL.canParse(reference, base)) return undefined
  const url = new URL(reference, base)
  return url.host === new URL(base).host ? `${url.pathname}${url.search}` : undefined
}
