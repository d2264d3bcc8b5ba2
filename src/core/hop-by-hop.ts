// Fields that speak about one connection only and are not forwarded (RFC 9110 section 7.6.1).
import type { HeaderList } from './headers.ts'
import { filter, has, members } from './headers.ts'

const CONNECTION_FIELDS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'upgrade',
])

/** A response without the fields of the connection it came over. */
export function stripConnection(headers: HeaderList): HeaderList {
  if (!has(headers, 'connection')) return filter(headers, (name) => !isConnectionField(name))
  const listed = new Set(members(headers, 'connection').map((token) => token.toLowerCase()))
  return filter(headers, (name) => !isConnectionField(name) && !listed.has(name.toLowerCase()))
}

// Lengths of the six names; most header names never reach toLowerCase.
const LENGTHS = new Set([...CONNECTION_FIELDS].map((name) => name.length))

export function isConnectionField(name: string): boolean {
  return LENGTHS.has(name.length) && CONNECTION_FIELDS.has(name.toLowerCase())
}
