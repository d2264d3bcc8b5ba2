// The entries of a HAR file one at a time. The file is one JSON text and can be hundreds of megabytes of response bodies, so it
// is not parsed as a whole: the array `log.entries` is found, and each object in it is parsed by itself, without the rest of texts
// that no head could have. A file that breaks off still gives all that stands before the break.
import { createReadStream } from 'node:fs'

export type EntryText =
  /** `offset`: bytes from the start of the file. */
  { readonly text: string; readonly offset: number } | { readonly trouble: 'broken-off' | 'no-entries' | 'too-long' }

/** Bytes of one text: what comes after them belongs to a body. No browser and no server takes so long a line of a head. */
const LONGEST_TEXT = 512 * 1024
/** Bytes of one entry, bodies not counted. */
const LONGEST = 32 * 1024 * 1024

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COLON] = [34, 92, 123, 125, 91, 93, 58]

/** Rejects with what the file system says. */
export async function* entriesOf(path: string): AsyncGenerator<EntryText> {
  let depth = 0
  let inText = false
  let escaped = false
  /** Bytes since the text began, and since its last backslash. */
  let length = 0
  let plain = 0
  let text: number[] = []
  let key = ''
  /** Depth of the list `log.entries`; 0 while it has not been found. */
  let list = 0
  let parts: Buffer[] = []
  let size = 0
  let within = false
  /** The rest of a long text is left out. */
  let cutting = false
  /** Where what is kept of this chunk begins. */
  let from = 0
  let offset = 0
  let began = 0

  const keep = (piece: Buffer) => {
    parts.push(piece)
    size += piece.length
  }

  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (inText) {
        length += 1
        plain += 1
        if (escaped) escaped = false
        else if (byte === BACKSLASH) {
          escaped = true
          plain = 0
        } else if (byte === QUOTE) {
          inText = false
          if (cutting) from = at
          cutting = false
        } else if (list === 0) {
          if (text.length < 32) text.push(byte)
          // Not inside an escape (six bytes at most), nor inside a character.
        } else if (within && !cutting && length > LONGEST_TEXT && plain > 6 && byte < 128) {
          keep(chunk.subarray(from, at))
          cutting = true
        }
        continue
      }
      if (byte === QUOTE) {
        inText = true
        length = 0
        plain = 0
        text = []
      } else if (byte === COLON && list === 0) key = String.fromCharCode(...text)
      else if (byte === OPEN || byte === OPEN_LIST) {
        depth += 1
        if (list === 0 && byte === OPEN_LIST && depth === 3 && key === 'entries') list = depth
        else if (list > 0 && depth === list + 1) {
          within = true
          from = at
          began = offset + at
        }
      } else if (byte === CLOSE || byte === CLOSE_LIST) {
        if (list > 0 && depth === list) return
        if (list > 0 && depth === list + 1 && within) {
          keep(chunk.subarray(from, at + 1))
          yield { text: Buffer.concat(parts).toString('utf8'), offset: began }
          parts = []
          size = 0
          within = false
        }
        depth -= 1
      }
    }
    if (within && !cutting) {
      keep(chunk.subarray(from))
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
