// Whether a request went with credentials: its Cookie header tells after the fact what Sec-Fetch-* leaves open. fetch() with
// credentials "omit" (or "same-origin", to a sibling host) sends no cookies and ignores Set-Cookie, and says so nowhere.
import type { Seen } from '../core/events.ts'
import { has } from '../core/headers.ts'
import type { CookieContext } from './context.ts'
import { cookiesDue } from './due.ts'
import type { Client } from './session.ts'
import type { Sending } from './verdict.ts'

/**
 * The context once the Cookie header is seen (undefined: there was none): use it for the answer's Set-Cookie lines. `at`: when
 * the request came, in milliseconds since the epoch; absent: long after every cookie was set.
 */
export function withCookieHeader(
  context: CookieContext,
  sending: Sending,
  cookieHeader: string | undefined,
  at = Number.POSITIVE_INFINITY,
): CookieContext {
  if (cookieHeader !== undefined) return context.credentials === true ? context : { ...context, credentials: true }
  if (context.credentials === 'unknown') {
    const open = context.atLeast !== context.atMost
    return !open && cookiesDue(sending, at, true).length > 0 ? { ...context, credentials: false } : context
  }
  // Cookies were due and none came: left out on purpose, or cleared since; the answer's cookies may be ignored or not.
  if (context.credentials && context.kind === 'subresource' && cookiesDue(sending, at).length > 0) {
    return { ...context, credentials: 'unknown' }
  }
  return context
}

/** What is known of the credentials once the Cookie header has been looked at. */
export function withCredentials(
  context: CookieContext,
  sending: Sending,
  cameAny: boolean,
  { seen, owner }: { readonly seen: Seen; readonly owner: Client },
): CookieContext {
  if (cameAny) return withCookieHeader(context, sending, 'cookies')
  if (sending.sent.length === 0) return context
  // Only of a browser that says how it fetches, or cannot say it: a script that keeps no cookies left no credentials out.
  const mute = owner.browser && !context.place.host.trustworthy
  const fetches = mute || has(seen.browser.request.headers, 'sec-fetch-mode')
  return fetches ? withCookieHeader(context, sending, undefined) : context
}
