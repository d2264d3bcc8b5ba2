// What a 304 (or a HEAD) changes in the head of a stored answer (RFC 9111 section 3.2), and what is not stored at all (section 3.1).
import type { HeaderList } from '../core/headers.ts'
import { filter, has, members } from '../core/headers.ts'
import { isConnectionField } from '../core/hop-by-hop.ts'

const UNSTORED = new Set(['proxy-authenticate', 'proxy-authentication-info', 'proxy-authorization', 'age'])
/** These describe the stored bytes, which stay. */
const OF_THE_BODY = new Set(['content-encoding', 'content-length', 'content-range'])
/** And these say which bytes they are: a 304 that gives others (RFC 9111 section 4.3.4) cannot make them true. */
const OF_THESE_BYTES = new Set(['etag', 'content-md5', 'content-digest', 'repr-digest'])

/** Without fields of the connection, `withheld` ones (lower case) and Age, which is reckoned anew for every use. */
export function storedHeaders(headers: HeaderList, withheld: readonly string[]): HeaderList {
  const listed = new Set([...members(headers, 'connection').map((name) => name.toLowerCase()), ...withheld])
  return filter(headers, (name) => {
    const lower = name.toLowerCase()
    return !isConnectionField(name) && !UNSTORED.has(lower) && !listed.has(lower)
  })
}

export function updatedHeaders(stored: HeaderList, fresh: HeaderList, how: 'rfc9111' | 'merge'): HeaderList {
  const given = filter(storedHeaders(fresh, []), (name) => {
    const lower = name.toLowerCase()
    return !OF_THE_BODY.has(lower) && !(how === 'rfc9111' && OF_THESE_BYTES.has(lower) && has(stored, lower))
  })
  const names = new Set(given.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()))
  return [...filter(stored, (name) => !names.has(name.toLowerCase())), ...given]
}
