// Who may look: the token in the path, and a Host and an Origin that are this server's own. A page of another site cannot read the
// token, and a name that an attacker lets lead to 127.0.0.1 (DNS rebinding) is not one of ours.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export function newToken(): string {
  return randomBytes(18).toString('base64url')
}

/** The rest of the path behind the token; undefined: refused. */
export function admitted(request: IncomingMessage, token: string, port: number): string | undefined {
  const { host, origin } = request.headers
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`)
  if (host === undefined || !hosts.includes(host.toLowerCase())) return undefined
  if (origin !== undefined && origin !== `http://${host.toLowerCase()}`) return undefined
  const [, given, rest] = /^\/([^/?#]*)\/([^?#]*)/.exec(request.url ?? '') ?? []
  return given !== undefined && same(given, token) ? rest : undefined
}

/** A socket is opened by a page, and a page always says its Origin. */
export function admittedSocket(request: IncomingMessage, token: string, port: number): boolean {
  return request.headers.origin !== undefined && admitted(request, token, port) === 'socket'
}

/** Takes as long for a near miss as for any other. */
function same(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
