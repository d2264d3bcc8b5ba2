// "Leave Secure cookies alone" (RFC 6265bis section 5.7): over plain http nothing may replace or shadow a Secure cookie of that name.
// Deletions count too, so a logout over http clears nothing.
import { coversHost } from './cookie-domain.ts'
import { isOnPath } from './cookie-path.ts'
import type { StoredCookie } from './stored-cookie.ts'

/** The Secure cookie that stands in the way. Domains match either way; the new path lies at or under the old one. */
export function secureCookieShadowed(
  fresh: StoredCookie,
  stored: readonly StoredCookie[],
  now: number,
): StoredCookie | undefined {
  return stored.find(
    (old) =>
      old.secure &&
      old.name === fresh.name &&
      old.partitionKey === fresh.partitionKey &&
      !(old.expires !== null && old.expires <= now) &&
      (coversHost(old.domain, fresh.domain) || coversHost(fresh.domain, old.domain)) &&
      isOnPath(fresh.path, old.path),
  )
}
