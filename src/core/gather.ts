// Reading a body whole, as long as it stays small: what is larger goes on as a stream, with what was read in front.
import { PassThrough, type Readable } from 'node:stream'

/** Bytes when all of it fits. Rejects when the source breaks off. */
export function gather(source: Readable, most: number): Promise<Uint8Array | Readable> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    const done = () => {
      source.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
    }
    const onData = (chunk: Uint8Array) => {
      chunks.push(chunk)
      size += chunk.length
      if (size <= most) return
      done()
      source.pause()
      const rest = new PassThrough()
      for (const one of chunks) rest.write(one)
      source.on('error', (error) => rest.destroy(error))
      source.once('close', () => source.readableEnded || rest.destroy())
      source.pipe(rest)
      resolve(rest)
    }
    const onEnd = () => {
      done()
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))
    }
    const onError = (error: Error) => {
      done()
      source.on('error', () => {})
      reject(error)
    }
    const onClose = () => onError(new Error('the body ended before its end'))
    source.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
  })
}
