// What the app is asked when the cache cannot answer: often not quite what the browser asked.
import type { RequestHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { filter, set } from '../core/headers.ts'
import { hasValidator, revalidating } from './conditional.ts'
import type { Policy } from './policy.ts'
import type { Entry } from './store.ts'

export interface Question {
  readonly head: RequestHead
  /** It carries the validators of the entry: a 304 is for us. */
  readonly validating: boolean
}

/** The request for something that may be stored; `entry`: what is stored already, and stale. */
export function question(head: RequestHead, entry: Entry | undefined, { fetch, revalidate }: Policy): Question {
  let headers: HeaderList = head.headers
  if (fetch.drop.size > 0) headers = filter(headers, (name) => !fetch.drop.has(name.toLowerCase()))
  if (fetch.acceptEncoding !== undefined) headers = set(headers, 'Accept-Encoding', fetch.acceptEncoding)
  const validating = entry !== undefined && revalidate && hasValidator(entry.headers)
  if (validating) headers = revalidating(headers, entry.headers)
  const method = fetch.head === 'get' && head.method === 'HEAD' ? 'GET' : head.method
  const same = headers === head.headers && method === head.method
  return { head: same ? head : { ...head, method, headers }, validating }
}
