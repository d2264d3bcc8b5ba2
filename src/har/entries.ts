// The entries of a HAR file one at a time. The file is one JSON text and can be hundreds of megabytes of response bodies, so it
// is not parsed as a whole: the array `log.entries` is found, and each object in it is parsed by itself. A file that breaks off
// still gives all that stands before the break.
import { createReadStream } from 'node:fs'

export type EntryText =
  /** `offset`: bytes from the start of the file. */
  { readonly text: string; readonly offset: number } | { readonly trouble: 'broken-off' | 'no-entries' | 'too-long' }

/** Bytes of one entry; a browser writes at most a few bodies of some megabytes. */
const LONGEST = 256 * 1024 * 1024

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COLON] = [34, 92, 123, 125, 91, 93, 58]

/** Rejects with what the file system says. */
export async function* entriesOf(path: string): AsyncGenerator<EntryText> {
  let depth = 0
  let inText = false
  let escaped = false
  let text: number[] = []
  let key = ''
  /** Depth of the list `log.entries`; 0 while it has not been found. */
  let list = 0
  let parts: Buffer[] = []
  let size = 0
  let from = -1
  let offset = 0
  let began = 0

  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (inText) {
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) inText = false
        else if (list === 0 && text.length < 32) text.push(byte)
        continue
      }
      if (byte === QUOTE) {
        inText = true
        text = []
      } else if (byte === COLON && list === 0) key = String.fromCharCode(...text)
      else if (byte === OPEN || byte === OPEN_LIST) {
        depth += 1
        if (list === 0 && byte === OPEN_LIST && depth === 3 && key === 'entries') list = depth
        else if (list > 0 && depth === list + 1) {
          from = at
          began = offset + at
        }
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        if (list > 0 && depth === list) return
        if (list > 0 && depth === list + 1 && from >= 0) {
          yield { text: Buffer.concat([...parts, chunk.subarray(from, at + 1)]).toString('utf8'), offset: began }
          parts = []
          size = 0
          from = -1
        }
        depth -= 1
      }
    }
    if (from >= 0) {
      parts.push(chunk.subarray(from))
      size += chunk.length - from
      from = 0
      if (size > LONGEST) {
        yield { trouble: 'too-long' }
        return
      }
    }
    offset += chunk.length
  }
  yield { trouble: list === 0 ? 'no-entries' : 'broken-off' }
}
