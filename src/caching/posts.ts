// Answers to POST that are what a GET would bring (RFC 9110 section 9.3.3).
import type { Exchange, RequestHead, ResponseHead } from '../core/exchange.ts'
import { get } from '../core/headers.ts'

/** It was well received, and Content-Location names the very address that was posted to. */
export function answersForGet(
  request: RequestHead,
  { status, headers }: ResponseHead,
  x: Pick<Exchange, 'from' | 'origin'>,
): boolean {
  const there = get(headers, 'content-location')
  if (request.method !== 'POST' || there === undefined || status < 200 || status >= 300) return false
  const base = `${x.from.scheme}://${get(request.headers, 'host') ?? x.origin.host}`
  if (!URL.canParse(there, `${base}${request.target}`) || !URL.canParse(request.target, base)) return false
  return new URL(there, `${base}${request.target}`).href === new URL(request.target, base).href
}
