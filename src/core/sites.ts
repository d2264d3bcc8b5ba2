// Other hosts that this front answers for: an identity provider, a page that embeds the app, an API on a sibling name. Each
// has a hop of its own, and a request takes either that one or the front's.
import { splitAuthority } from './authority.ts'
import type { PublicOrigin, RequestHead } from './exchange.ts'
import { get } from './headers.ts'

export interface Site {
  /** `idp.localhost`; or `api.*`: below the public name. */
  readonly host: string
  /** Its requests go through the front's hops too, and on to the app. */
  readonly throughFront: boolean
  /** For people; may be empty. */
  readonly about: string
}

/** The name that browsers ask for. */
export function siteHost({ host }: Pick<Site, 'host'>, origin: Pick<PublicOrigin, 'host'>): string {
  return (host.endsWith('.*') ? `${host.slice(0, -1)}${origin.host}` : host).toLowerCase()
}

/** Without a slash at its end. All names lead to one listener, so the port is that of the public URL. */
export function siteUrl(site: Pick<Site, 'host'>, origin: PublicOrigin): string {
  const port = origin.port === (origin.scheme === 'https' ? 443 : 80) ? '' : `:${origin.port}`
  return `${origin.scheme}://${siteHost(site, origin)}${port}`
}

/** Which hops a request takes. */
export interface Route {
  /** The other host that was asked; undefined: the public name, or anything else. */
  readonly site: string | undefined
  readonly takes: readonly boolean[]
}

export function routeOf(
  hops: readonly { readonly name: string; readonly site?: Site }[],
  { headers }: RequestHead,
  origin: Pick<PublicOrigin, 'host'>,
): Route {
  const { host } = splitAuthority(get(headers, 'host') ?? '')
  const name = host.toLowerCase().replace(/\.$/, '')
  const asked = hops.find(({ site }) => site && siteHost(site, origin) === name)
  const front = asked?.site?.throughFront ?? true
  return { site: asked?.name, takes: hops.map((hop) => (hop.site ? hop === asked : front)) }
}
