// A body that goes on in pieces of a certain size: what is smaller waits for more, or for the end.
import { Readable } from 'node:stream'
import { holdHead } from './body.ts'

/** The head of the answer waits for the first piece. What had come when the source breaks off still goes out. */
export function inPieces(source: Readable, size: number): Readable {
  let begun = () => {}
  const ready = new Promise<void>((resolve) => {
    begun = resolve
  })
  async function* pieces() {
    let waiting: Uint8Array[] = []
    let bytes = 0
    const take = () => {
      const piece = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting)
      waiting = []
      bytes = 0
      begun()
      return piece
    }
    try {
      for await (const chunk of source as AsyncIterable<Uint8Array>) {
        waiting.push(chunk)
        bytes += chunk.length
        if (bytes >= size) yield take()
      }
    } catch (error) {
      if (bytes > 0) yield take()
      throw error
    } finally {
      begun()
    }
    if (bytes > 0) yield take()
  }
  const body = Readable.from(pieces(), { objectMode: false })
  // The generator only hears of this when it is asked for more, and the source may never have any.
  body.once('close', () => {
    begun()
    source.destroy()
  })
  return holdHead(body, ready)
}
