// Conditional requests, in both directions: what a browser asks us ("has it changed since?", RFC 9111 section 4.3.2) and what we
// ask the app about an entry whose time is up (section 4.3.1).
import type { HeaderList } from '../core/headers.ts'
import { add, filter, get, getAll, has } from '../core/headers.ts'
import { splitList } from './directives.ts'
import { parseHttpDate, parseVarnishDate } from './http-date.ts'
import type { Policy } from './policy.ts'

const CONDITIONS = new Set(['if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since', 'if-range'])

/** What stands stored, as far as validators go; `answered` (less `age`, in Varnish) stands in for dates that are missing. */
export interface Validated {
  readonly status: number
  readonly headers: HeaderList
  readonly answered: number
  readonly age: number
}

/** What the request's conditions make of a 200: it stays one, or becomes 304 or 412. */
export function conditionOf(
  request: HeaderList,
  stored: Validated,
  now: number,
  policy: Policy['conditions'],
): 200 | 304 | 412 {
  if (stored.status !== 200) return 200
  if (policy.match && !matches(request, stored)) return 412
  return isNotModified(request, stored, now, policy) ? 304 : 200
}

function isNotModified(
  request: HeaderList,
  stored: Validated,
  now: number,
  { tags, dates, both }: Policy['conditions'],
): boolean {
  const etag = get(stored.headers, 'etag')
  if (has(request, 'if-none-match')) {
    const asked = getAll(request, 'if-none-match')
    const list = tags === 'whole' ? asked : asked.flatMap(splitList)
    const same = list.some(
      (tag) => (tag === '*' && tags === 'list') || (etag !== undefined && weakly(tag) === weakly(etag)),
    )
    if (!same || !both || !has(request, 'if-modified-since')) return same
  }
  const since = get(request, 'if-modified-since')
  if (since === undefined) return false
  const modified = get(stored.headers, 'last-modified')
  const parse = dates === 'made' ? parseVarnishDate : parseHttpDate
  const at = parse(since, stored.answered)
  if (at === undefined) return false
  if (dates === 'made') {
    // Varnish takes no date that is yet to come, and where there is no Last-Modified the second in which the answer was made.
    const made = Math.floor((stored.answered - stored.age) / 1000) * 1000
    const changed = modified === undefined ? made : parse(modified, stored.answered)
    return at <= now && changed !== undefined && changed <= at
  }
  if (dates === 'exact' && modified === undefined) return false
  const changed = parseHttpDate(modified ?? get(stored.headers, 'date') ?? '', stored.answered) ?? stored.answered
  return dates === 'exact' ? at === changed : changed <= at
}

/** If-Match and If-Unmodified-Since, as nginx answers them for what it could store (measured). */
function matches(request: HeaderList, { headers, answered }: Validated): boolean {
  if (has(request, 'if-match')) {
    const tags = getAll(request, 'if-match').flatMap(splitList)
    const etag = get(headers, 'etag')
    if (!tags.some((tag) => tag === '*' || (tag === etag && !tag.startsWith('W/')))) return false
  }
  const since = get(request, 'if-unmodified-since')
  const modified = parseHttpDate(get(headers, 'last-modified') ?? '', answered)
  if (since === undefined) return true
  const at = parseHttpDate(since, answered)
  return modified !== undefined && at !== undefined && modified <= at
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
