// A dev server that was told "localhost" listens on 127.0.0.1, on ::1, or on both, and resolvers differ in which of the two
// they name. Both are dialled, whatever the resolver says.
import dns from 'node:dns'
import type { LookupFunction } from 'node:net'

const LOOPBACK = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/** For `net.connect`, which tries the answers in turn (autoSelectFamily). Names under .localhost are loopback (RFC 6761 section 6.3). */
export const loopbackLookup: LookupFunction = (hostname, options, done) => {
  if (hostname !== 'localhost' && !hostname.endsWith('.localhost')) return dns.lookup(hostname, options, done)
  if (options.all) return done(null, LOOPBACK)
  done(null, '127.0.0.1', 4)
}
