// How large a value is: a fingerprint tells the size of what it stands for, so recordings are gauged as live traffic is.
import { parseCookieHeader } from '../core/cookies.ts'

const TAG = /^~[0-9a-f]{6}\.(\d+)$/

/** Bytes. Header values are bytes already, a character each. */
export function sizeOf(value: string): number {
  const tag = TAG.exec(value)
  return tag ? Number(tag[1]) : value.length
}

/** Bytes of a Cookie header's value, blanks and signs included. */
export function cookieHeaderSize(header: string): number {
  const pairs = parseCookieHeader(header)
  const written = pairs.map(({ name, value }) => (name === '' ? 0 : name.length + 1) + sizeOf(value))
  return written.reduce((sum, size) => sum + size, 0) + Math.max(0, pairs.length - 1) * 2
}

/** Bytes of a Set-Cookie line's value. */
export function setCookieSize(line: string): number {
  const end = line.indexOf(';')
  const pair = end < 0 ? line : line.slice(0, end)
  const equals = pair.indexOf('=')
  return line.length - pair.length + equals + 1 + sizeOf(pair.slice(equals + 1).trim())
}

/** `512 B`, `3.8 kB`. */
export function inBytes(size: number): string {
  return size < 1000 ? `${size} B` : `${(size / 1000).toFixed(1)} kB`
}
