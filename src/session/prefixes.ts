// Name prefixes that promise attributes (RFC 6265bis section 4.1.3; `__Http-` and `__Host-Http-` from its 2025 revision). They are
// told without regard to case, and a nameless cookie may not smuggle one in as its value.
import type { CookieDomain } from './cookie-domain.ts'
import type { Host } from './place.ts'
import type { Profile } from './profile.ts'
import type { SetCookieLine } from './set-cookie-line.ts'

export type Prefix = '__host-' | '__secure-' | '__http-' | '__host-http-'
// Longest first: `__Host-Http-` is not a `__Host-` cookie named `Http-`.
const PREFIXES: readonly Prefix[] = ['__host-http-', '__secure-', '__host-', '__http-']

/** The prefix a name starts with. */
export function prefixOf(name: string, profile: Profile): Prefix | null {
  if (!name.startsWith('__')) return null
  const lower = name.toLowerCase()
  const found = PREFIXES.find((prefix) => lower.startsWith(prefix))
  if (!found || profile.httpPrefixes) return found ?? null
  return found === '__host-http-' ? '__host-' : found === '__http-' ? null : found
}

/** Whether the promise of the name is kept; false is InvalidPrefix. */
export function keepsPrefix(
  line: SetCookieLine,
  host: Host,
  secureTransport: boolean,
  outcome: { readonly domain: CookieDomain | null; readonly path: string },
  profile: Profile,
): boolean {
  if (line.name === '') return prefixOf(line.value, profile) === null
  const prefix = prefixOf(line.name, profile)
  if (prefix === null) return true
  if (!line.secure || !secureTransport) return false
  if ((prefix === '__http-' || prefix === '__host-http-') && !line.httpOnly) return false
  if (prefix === '__secure-' || prefix === '__http-') return true
  if (profile.hostPrefixNeeds === 'outcome') return outcome.path === '/' && outcome.domain?.hostOnly !== false
  // Chromium lets an IP host name itself.
  return line.path === '/' && (line.domain === null || line.domain === '' || (host.ip && line.domain === host.name))
}
