import type { IncomingMessage } from 'node:http'

/** No login form is longer. */
const MOST_BYTES = 16_384

/** The fields of an application/x-www-form-urlencoded body; null: longer than 16 KiB. Rejects when the sender goes away. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    // Read to the end all the same: a sender that is still writing would not read the answer.
    if (bytes <= MOST_BYTES) parts.push(part)
  }
  return bytes > MOST_BYTES ? null : new URLSearchParams(Buffer.concat(parts).toString('utf8'))
}
