// nginx reads the app's head into the buffer in which the cache file begins: the file's header and key leave less room for it.
import type { Exchange, RequestHead, ResponseHead } from '../core/exchange.ts'
import type { Excess } from '../core/head-limits.ts'
import { responseExcess } from '../core/head-limits.ts'
import { keyOf } from './key.ts'
import type { Policy } from './policy.ts'

/** Bytes of the file besides the key, nginx 1.22.1 on 64 bits (measured to the byte: the header, `\nKEY: ` and a line end). */
const FILE_HEADER = 343

/** A key that leaves less is too long for nginx, which then does without the cache (believed: 256; a key of 5000 bytes measured). */
const LEAST_ROOM = 256

/** Why this head of the app does not fit beside the key. */
export function headExcess(
  request: RequestHead,
  response: ResponseHead,
  x: Pick<Exchange, 'from' | 'upstreams' | 'attempts' | 'lastHop'>,
  { headBuffer, key }: Policy,
): Excess | undefined {
  if (headBuffer === undefined) return undefined
  const ours = keyOf(request, x, key).length
  // The default key begins with `http://`; in a key with $scheme there are no slashes after it.
  const length = key.host === 'upstream' ? ours + 'http://'.length : ours - (key.scheme ? '://'.length : 0)
  const head = (x.lastHop && x.attempts.at(-1)?.response) || response
  const room = headBuffer - FILE_HEADER - length
  return room > LEAST_ROOM ? responseExcess(head, { total: room }) : undefined
}
