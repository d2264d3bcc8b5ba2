// Domain: which hosts get the cookie (RFC 6265bis section 5.7, steps 8-12). The finer points were measured: a host that has no
// registrable domain (localhost, an IP, a single label, a public suffix) may name itself and gets a host-only cookie.
import { asciiHost, type Host, registrableDomain } from './place.ts'
import type { Profile } from './profile.ts'

export interface CookieDomain {
  /** Without leading dot. */
  readonly domain: string
  /** Sent to that very host only. */
  readonly hostOnly: boolean
}

const BEYOND_ASCII = /[\x80-\xff]/

/** The domain that a Domain attribute comes to, or null when the browser refuses it (InvalidDomain). */
export function cookieDomain(attribute: string | null, host: Host, profile: Profile): CookieDomain | null {
  if (attribute === null || attribute === '') return { domain: host.name, hostOnly: true }
  const foreign = BEYOND_ASCII.test(attribute)
  // A host that names itself has to do it letter by letter.
  if (foreign && (host.registrable === '' || !profile.unicodeDomain)) return null
  // Characters first: the dot in front may be one of the wide ones that IDNA takes for a dot (measured).
  const canonical = foreign ? asciiHost(attribute) : attribute.toLowerCase()
  const domain = canonical.startsWith('.') ? canonical.slice(1) : canonical
  if (host.registrable === '') return domain === host.name ? { domain, hostOnly: true } : null
  if (!coversHost(domain, host.name) || registrableDomain(domain) !== host.registrable) return null
  return { domain, hostOnly: false }
}

/** The host is the domain, or lies under it. Byte for byte: both are canonical, and an IP never reaches here as a suffix. */
export function coversHost(domain: string, host: string): boolean {
  if (!host.endsWith(domain) || domain === '') return false
  return host.length === domain.length || host.charCodeAt(host.length - domain.length - 1) === 46 /* . */
}
