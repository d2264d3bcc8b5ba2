// How large a head is, as different servers count it: the bytes of the wire, names and values alone, or their own storage.
import type { HeaderList } from './headers.ts'

export const COUNTINGS = ['wire', 'fields', 'values', 'htx', 'hpack'] as const
export type Counting = (typeof COUNTINGS)[number]

/** One header, in bytes. `wire` counts `Name: value` and the line's end, `htx` is HAProxy's storage, `hpack` the coded value. */
export function fieldSize(name: string, value: string, counting: Counting): number {
  switch (counting) {
    case 'wire':
      return name.length + value.length + 4
    case 'fields':
      return name.length + value.length
    case 'values':
      return value.length
    case 'htx':
      return name.length + value.length + 8
    case 'hpack':
      return hpackSize(value)
  }
}

/** A request or status line. `hpack`: the path alone; `htx`: with the two blocks that frame every head (fitted to HAProxy 2.6). */
export function lineSize(parts: readonly string[], counting: Counting): number {
  const bytes = parts.reduce((sum, part) => sum + part.length, 0)
  if (counting === 'hpack') return hpackSize(parts[1] ?? '')
  if (counting === 'htx') return bytes + 17
  return counting === 'wire' ? bytes + parts.length + 1 : bytes
}

export function headerSizes(headers: HeaderList, counting: Counting): number[] {
  const sizes: number[] = []
  for (let i = 0; i < headers.length; i += 2) sizes.push(fieldSize(headers[i]!, headers[i + 1]!, counting))
  return sizes
}

// Code lengths of RFC 7541 appendix B; what is not named here takes 20 bits or more and does not stand in header values.
const BITS: Record<number, string> = {
  5: '012aceiost',
  6: ' %-./3456789=A_bdfghlmnpru',
  7: ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz',
  8: '&*,;XZ',
  10: '!"()?',
  11: "'+|",
  12: '#>',
  13: '$@[]~',
  14: '^}',
  15: '<`{',
  19: '\\',
}
const LENGTHS = new Uint8Array(256).fill(24)
for (const [bits, characters] of Object.entries(BITS))
  for (const character of characters) LENGTHS[character.charCodeAt(0)] = Number(bits)

/** Bytes of a text as browsers send it over HTTP/2: Huffman-coded, unless that were longer. */
export function hpackSize(text: string): number {
  let bits = 0
  for (let i = 0; i < text.length; i++) bits += LENGTHS[text.charCodeAt(i) & 255]!
  return Math.min(text.length, Math.ceil(bits / 8))
}

/** nginx large_client_header_buffers: one small buffer, then so many large ones; a line lies in one of them (fitted to nginx 1.22). */
export interface Buffers {
  readonly first: number
  readonly size: number
  readonly number: number
}

/** The index of the line that no longer fits, or undefined; `lines` in bytes with their ends, the request line first. */
export function overflowing(lines: readonly number[], { first, size, number }: Buffers): number | undefined {
  let room = first
  let used = 0
  for (const [i, line] of lines.entries()) {
    if (line <= room) {
      room -= line
      continue
    }
    used += 1
    if (line > size || used > number) return i
    room = size - line
  }
  return undefined
}
