// Bodies are bytes at hand or a stream; these are the turns between them.
import { Readable } from 'node:stream'
import type { Reply } from './exchange.ts'

export function readableOf(body: Reply['body']): Readable {
  if (body instanceof Readable) return body
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const readable = Readable.from([bytes], { objectMode: false })
  atHand.set(readable, bytes)
  return readable
}

const atHand = new WeakMap<Readable, Uint8Array>()

/** When all of it is there already: nothing to wait for, and its length stays known if the body is left as it is. */
export function bytesAtHand(body: Readable): Uint8Array | undefined {
  return atHand.get(body)
}

/** Length in bytes, when it is known without reading. */
export function lengthOf(body: Reply['body']): number | undefined {
  if (typeof body === 'string') return Buffer.byteLength(body)
  return body instanceof Uint8Array ? body.byteLength : undefined
}

const held = new WeakMap<Readable, Promise<void>>()

/** The head of this body's answer waits until `ready`, as in fronts that write both together. */
export function holdHead(body: Readable, ready: Promise<void>): Readable {
  held.set(body, ready)
  return body
}

export function headHeld(body: Readable): Promise<void> | undefined {
  return held.get(body)
}
