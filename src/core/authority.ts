// `host:port` as it stands in Host and in URLs. Production fronts listen on 443, so browsers write no port there; ours
// usually listens on another one (8443), so its own port stands for "no port": what a front does with a port that is
// not its own (dropping it, say) is done to foreign ports only, and a login that works on 443 works here too.
import type { Exchange } from './exchange.ts'

export interface Authority {
  /** With its brackets when it is an IPv6 address. */
  readonly host: string
  /** Empty when none is written. */
  readonly port: string
}

export function splitAuthority(text: string): Authority {
  const [, host = text, port = ''] = /^(\[[^\]]*\]|[^:]*):(\d*)$/.exec(text) ?? []
  return { host, port }
}

export function joinAuthority({ host, port }: Authority): string {
  return port === '' ? host : `${host}:${port}`
}

/** The port that people type to reach this front, written out because it is not the scheme's default. */
export function isOwnPort(port: string, x: Pick<Exchange, 'origin' | 'localPort'>): boolean {
  return (
    port !== '' && port !== '443' && port !== '80' && (Number(port) === x.origin.port || Number(port) === x.localPort)
  )
}

/** What nginx calls `$host`: lower case, without a trailing dot and without the port, unless that is this front's own (measured). */
export function hostName(
  text: string,
  x: Pick<Exchange, 'origin' | 'localPort'>,
  ownPort: 'keep' | 'drop' = 'keep',
): string {
  const { host, port } = splitAuthority(text)
  const name = host.toLowerCase().replace(/\.$/, '')
  return joinAuthority({ host: name, port: ownPort === 'keep' && isOwnPort(port, x) ? port : '' })
}

/** host and port for a redirect to https: without a port, or with the https port that stands for 443 here. */
export function secureAuthority(text: string, x: Pick<Exchange, 'origin' | 'localPort'>, keepPort: boolean): string {
  const { host, port } = splitAuthority(text)
  // No port on the wire and a front on 80 itself: then 443 is not what is missing, its https port is.
  const own = isOwnPort(port, x) || (port === '' && x.localPort === 80 && x.origin.port !== 443)
  if (own) return joinAuthority({ host, port: x.origin.port === 443 ? '' : String(x.origin.port) })
  return keepPort ? text : host
}
