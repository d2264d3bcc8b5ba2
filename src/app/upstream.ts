// Where the app listens, as people write it: `3000`, `localhost:3000`, `http://localhost:3000`.
import { isIP } from 'node:net'
import type { Scheme, Upstream } from '../core/exchange.ts'
import { UserError } from '../core/user-error.ts'

export const DEFAULT_PORT = 3000

const HINT = 'An upstream is a port, host:port or a URL: 3000, localhost:3000, http://127.0.0.1:3000.'
const SHAPE = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\[[^\]]*\]|[^:/?#@[\]]*)(?::([^/?#]*))?([/?#].*)?$/i
/** "Any address" is where servers listen; nobody can be reached there, but on this machine loopback can. */
const ANY: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
const OWN_PORT: Record<Scheme, number> = { http: 80, https: 443 }

/** `name` tells instances apart; `authority` keeps the host as it was typed. Throws UserError. */
export function parseUpstream(text: string, name = 'a'): Upstream {
  const given = text.trim()
  const wrong = (why: string) => new UserError(`--upstream ${given || '""'}: ${why}`, { hint: HINT })
  if (given === '') throw wrong('it is empty')
  if (/^:?\d+$/.test(given)) {
    const port = portOf(given.replace(':', ''), wrong)
    return { name, scheme: 'http', host: 'localhost', port, authority: `localhost:${port}` }
  }
  if (given.includes('@')) throw wrong('a user name or password does not belong here')
  const [, protocol = 'http', written = '', digits, rest = ''] = SHAPE.exec(given) ?? []
  const scheme = protocol.toLowerCase()
  if (written === '') throw wrong('it names no host')
  if (scheme !== 'http' && scheme !== 'https') throw wrong(`${scheme}:// is not something a front can forward to`)
  if (rest !== '' && rest !== '/') {
    throw wrong(`${rest} is a path; fronts that add one do it with the "url" or "mount" step of a scenario`)
  }
  if (digits === undefined && !given.includes('://')) throw wrong('it names no port')
  const port = digits === undefined ? OWN_PORT[scheme] : portOf(digits, wrong)
  const host = written.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (written.startsWith('[') ? isIP(host) !== 6 : !isName(host)) throw wrong(`"${written}" is not a host name`)
  const authority = port === OWN_PORT[scheme] ? written : `${written}:${port}`
  return { name, scheme, host: ANY[host] ?? host, port, authority }
}

/** One after the other `a`, `b`, ...: the names that scenarios and the timeline know instances by. Throws UserError. */
export function parseUpstreams(texts: readonly string[]): Upstream[] {
  return texts.map((text, i) => parseUpstream(text, i < 26 ? String.fromCharCode(97 + i) : `app${i + 1}`))
}

/** `http://localhost:3000` */
export function urlOf({ scheme, authority }: Upstream): string {
  return `${scheme}://${authority}`
}

function portOf(digits: string, wrong: (why: string) => UserError): number {
  const port = Number(digits)
  if (!/^\d+$/.test(digits) || port < 1 || port > 65535) throw wrong(`"${digits}" is not a port (1 to 65535)`)
  return port
}

/** All that getaddrinfo may know, underscores of container names included; a bad IPv4 address is no name. */
function isName(host: string): boolean {
  if (/^[\d.]+$/.test(host)) return isIP(host) === 4
  return /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?$/.test(host) && !host.includes('..')
}
