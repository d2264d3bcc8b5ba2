// Domains that no cookie may be set for, because others have a name under them as well.
import { registrableDomain } from '../session/place.ts'

/** Domain is a public suffix that the host stands under: `vercel.app` for `foo.vercel.app`. */
export function isSuffix(domain: string, host: string): boolean {
  const name = domain.replace(/^\./, '').toLowerCase()
  const own = host.replace(/:\d+$/, '').toLowerCase()
  return name.includes('.') && own.endsWith(`.${name}`) && registrableDomain(name) === ''
}
