// Bodies are bytes at hand or a stream; these are the only two turns between them.
import { Readable } from 'node:stream'
import type { Reply } from './exchange.ts'

export function readableOf(body: Reply['body']): Readable {
  if (body instanceof Readable) return body
  return Readable.from([typeof body === 'string' ? Buffer.from(body) : body], { objectMode: false })
}

/** Length in bytes, when it is known without reading. */
export function lengthOf(body: Reply['body']): number | undefined {
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.byteLength : undefined
}
