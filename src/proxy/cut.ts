// An answer that breaks off: after its head, or after so many bytes of its body.
import { Readable } from 'node:stream'
import type { Answer } from '../core/exchange.ts'
import type { Outlet } from './outlet.ts'

/** The head is out. */
export function writeCut({ body, cut }: Answer, outlet: Outlet): void {
  if (!cut) return
  const how = cut.how
  if (typeof cut.at !== 'number' || body === null) {
    outlet.flush()
    if (body instanceof Readable) body.on('error', () => {}).resume()
    setImmediate(() => outlet.cut(how))
    return
  }
  let left = cut.at
  const source = body instanceof Readable ? body : Readable.from([Buffer.from(body as string)], { objectMode: false })
  source.on('error', () => outlet.cut(how))
  source.on('data', (chunk: Buffer) => {
    if (left <= 0) return
    const piece = chunk.subarray(0, left)
    left -= piece.length
    outlet.body.write(piece, () => {
      if (left > 0) return
      source.destroy()
      outlet.cut(how)
    })
  })
  source.once('end', () => outlet.cut(how))
}
