// Whether a request went with credentials: its Cookie header tells after the fact what Sec-Fetch-* leaves open. fetch() with
// credentials "omit" (or "same-origin", to a sibling host) sends no cookies and ignores Set-Cookie, and says so nowhere.
import type { CookieContext } from './context.ts'
import type { Sending } from './verdict.ts'

/** The context once the Cookie header is seen (undefined: there was none): use it for the answer's Set-Cookie lines. */
export function withCookieHeader(
  context: CookieContext,
  sending: Sending,
  cookieHeader: string | undefined,
): CookieContext {
  if (cookieHeader !== undefined) return context.credentials === true ? context : { ...context, credentials: true }
  const sure = sending.sent.some((cookie) => !sending.unknown.includes(cookie))
  if (context.credentials === 'unknown') return sending.sent.length > 0 ? { ...context, credentials: false } : context
  // Cookies were due and none came: left out on purpose, or cleared since; the answer's cookies may be ignored or not.
  if (context.credentials && sure && context.kind === 'subresource') return { ...context, credentials: 'unknown' }
  return context
}
