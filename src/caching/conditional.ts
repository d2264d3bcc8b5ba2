// Conditional requests, in both directions: what a browser asks us ("has it changed since?", RFC 9111 section 4.3.2) and what we
// ask the app about an entry whose time is up (section 4.3.1).
import type { HeaderList } from '../core/headers.ts'
import { add, filter, get, getAll, has } from '../core/headers.ts'
import { splitList } from './directives.ts'
import { parseHttpDate } from './http-date.ts'

const CONDITIONS = new Set(['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range'])

export function isConditional(headers: HeaderList): boolean {
  return has(headers, 'if-none-match') || has(headers, 'if-modified-since')
}

export function withoutConditions(headers: HeaderList): HeaderList {
  return filter(headers, (name) => !CONDITIONS.has(name.toLowerCase()))
}

/** What stands stored, as far as validators go; `answered` stands in for dates that are missing. */
export interface Validated {
  readonly status: number
  readonly headers: HeaderList
  readonly answered: number
}

/** exact: as nginx compares dates (if_modified_since exact); since: any later date will do. */
export function isNotModified(request: HeaderList, stored: Validated, dates: 'exact' | 'since'): boolean {
  if (stored.status !== 200) return false
  const etag = get(stored.headers, 'etag')
  if (has(request, 'if-none-match')) {
    const tags = getAll(request, 'if-none-match').flatMap(splitList)
    return tags.some((tag) => tag === '*' || (etag !== undefined && weakly(tag) === weakly(etag)))
  }
  const since = get(request, 'if-modified-since')
  if (since === undefined) return false
  const at = parseHttpDate(since, stored.answered)
  const modified = get(stored.headers, 'last-modified')
  if (dates === 'exact')
    return modified !== undefined && at !== undefined && at === parseHttpDate(modified, stored.answered)
  const changed = parseHttpDate(modified ?? get(stored.headers, 'date') ?? '', stored.answered) ?? stored.answered
  return at !== undefined && changed <= at
}

/** If-None-Match compares weakly (RFC 9110 section 13.1.2). */
function weakly(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag
}

export function hasValidator(headers: HeaderList): boolean {
  return has(headers, 'etag') || has(headers, 'last-modified')
}

/** The request that asks whether the entry still holds. */
export function revalidating(request: HeaderList, stored: HeaderList): HeaderList {
  let headers = filter(request, (name) => !CONDITIONS.has(name.toLowerCase()) && name.toLowerCase() !== 'range')
  const [etag, modified] = [get(stored, 'etag'), get(stored, 'last-modified')]
  if (etag !== undefined) headers = add(headers, 'If-None-Match', etag)
  if (modified !== undefined) headers = add(headers, 'If-Modified-Since', modified)
  return headers
}

const REPRESENTATION = /^content-(?!location$|security-policy)/i

/** The head of a 304. `lean`: without what describes a body (RFC 9110 section 15.4.5); Varnish leaves Content-Type. */
export function notModifiedHeaders(headers: HeaderList, lean: boolean): HeaderList {
  return filter(headers, (name) => (lean ? !REPRESENTATION.test(name) : name.toLowerCase() !== 'content-length'))
}
