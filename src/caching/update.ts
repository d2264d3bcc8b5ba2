// What a 304 (or a HEAD) changes in the head of a stored answer (RFC 9111 section 3.2), and what is not stored at all (section 3.1).
import type { HeaderList } from '../core/headers.ts'
import { filter, members } from '../core/headers.ts'
import { isConnectionField } from '../core/hop-by-hop.ts'

const UNSTORED = new Set(['proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization', 'age'])
/** These describe the stored bytes, which stay. */
const OF_THE_BODY = new Set(['content-encoding', 'content-length', 'content-range'])

/** Without fields of the connection, `withheld` ones (lower case) and Age, which is reckoned anew for every use. */
export function storedHeaders(headers: HeaderList, withheld: readonly string[]): HeaderList {
  const listed = new Set([...members(headers, 'connection').map((name) => name.toLowerCase()), ...withheld])
  return filter(headers, (name) => {
    const lower = name.toLowerCase()
    return !isConnectionField(name) && !UNSTORED.has(lower) && !listed.has(lower)
  })
}

export function updatedHeaders(stored: HeaderList, fresh: HeaderList, withheld: readonly string[]): HeaderList {
  const given = filter(storedHeaders(fresh, withheld), (name) => !OF_THE_BODY.has(name.toLowerCase()))
  const names = new Set(given.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()))
  return [...filter(stored, (name) => !names.has(name.toLowerCase())), ...given]
}
