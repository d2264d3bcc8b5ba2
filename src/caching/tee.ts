// A copy of a body while it streams: the browser waits for nothing, and what gets too large is simply not kept.
import { pipeline, Readable, Transform } from 'node:stream'
import type { Answer } from '../core/exchange.ts'

/** Bytes that all copies under way may take together. */
export interface Room {
  take(bytes: number): boolean
  give(bytes: number): void
}

export function createRoom(bytes: number): Room {
  let free = bytes
  return {
    take(wanted) {
      if (wanted > free) return false
      free -= wanted
      return true
    },
    give(back) {
      free += back
    },
  }
}

/** `done` is called once: with all the bytes, or with undefined when the body broke off or was too large. */
export function tee(
  source: Readable,
  limit: number,
  room: Room,
  done: (body: Uint8Array | undefined) => void,
): Readable {
  const copy = collector(limit, room, done)
  const through = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      copy.add(chunk)
      next(null, chunk)
    },
    flush(next) {
      copy.end()
      next()
    },
    destroy(error, next) {
      copy.giveUp()
      next(error)
    },
  })
  // Errors and destruction go both ways; whoever reads `through` sees the error there.
  pipeline(source, through, () => {})
  return through
}

function collector(limit: number, room: Room, done: (body: Uint8Array | undefined) => void) {
  let chunks: Buffer[] | undefined = []
  let size = 0
  let over = false
  const settle = (body: Uint8Array | undefined) => {
    if (over) return
    over = true
    chunks = undefined
    room.give(size)
    done(body)
  }
  return {
    add(chunk: Buffer) {
      if (!chunks) return
      if (size + chunk.length > limit || !room.take(chunk.length)) return settle(undefined)
      size += chunk.length
      chunks.push(chunk)
    },
    end: () => settle(chunks && Buffer.concat(chunks)),
    giveUp: () => settle(undefined),
  }
}

/** The whole body, read for nobody but the cache; undefined when it broke off or was too large. */
export async function gather(body: Answer['body'], limit: number, room: Room): Promise<Uint8Array | undefined> {
  if (body === null) return new Uint8Array()
  if (!(body instanceof Readable)) {
    const bytes = Buffer.from(body as string)
    return bytes.byteLength > limit ? undefined : bytes
  }
  let whole: Uint8Array | undefined
  const copy = collector(limit, room, (bytes) => {
    whole = bytes
  })
  try {
    for await (const chunk of body) copy.add(chunk as Buffer)
    copy.end()
  } catch {
    copy.giveUp()
  }
  return whole
}
