// The lines of a file that may be far larger than memory: one at a time, and none longer than an event can be.
import { createReadStream } from 'node:fs'

export interface Line {
  /** 1-based. */
  readonly number: number
  readonly text: string
}

/** Bytes; the largest events hold a few hundred kB of headers. */
const LONGEST = 16 * 1024 * 1024

/** A line without text is longer than any event, and the last one answered. Rejects with what the file system says. */
export async function* linesOf(
  path: string,
  longest = LONGEST,
): AsyncGenerator<Line | { number: number; text?: never }> {
  let parts: Buffer[] = []
  let size = 0
  let number = 1
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const rest = chunk.subarray(start, end)
      yield { number: number++, text: textOf(size === 0 ? rest : Buffer.concat([...parts, rest])) }
      start = end + 1
      parts = []
      size = 0
    }
    if (start === chunk.length) continue
    parts.push(chunk.subarray(start))
    size += chunk.length - start
    if (size > longest) {
      yield { number }
      return
    }
  }
  if (size > 0) yield { number, text: textOf(Buffer.concat(parts)) }
}

function textOf(line: Buffer): string {
  return line.toString('utf8', 0, line.at(-1) === 13 ? line.length - 1 : line.length)
}
