// Paths as fronts rewrite them: decoding, resolving and escaping again, each server with its own idea of what must be escaped.

const UTF8 = new TextEncoder()

/** Text of a head is one character per byte (latin1), as Node reads it. */
function decodeBytes(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function escapeBytes(text: string, needs: RegExp): string {
  return text.replace(needs, (c) =>
    (c.charCodeAt(0) < 256 ? [c.charCodeAt(0)] : [...UTF8.encode(c)])
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )
}

// nginx since 1.21.1, for a path that it decoded (changes of that release); Apache and Caddy: all that RFC 3986 does not allow in a path (measured).
const MINIMAL = /[\u0000- "#%<>?\\^`{|}\u007f-\uffff]/g
const STRICT = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/]/g
// Go leaves brackets as they came (measured), although RFC 3986 has no place for them in a path.
const STRICT_BUT_PERCENT = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/%[\]]/g

export interface Normalising {
  readonly slashes: boolean
  readonly dots: boolean
  readonly percent: 'keep' | 'decode'
  readonly escaping: 'minimal' | 'strict'
}

export function normalise(path: string, { slashes, dots, percent, escaping }: Normalising): string {
  const encoded = path.includes('%')
  let now = percent === 'decode' ? decodeBytes(path) : path
  if (slashes) now = now.replace(/\/{2,}/g, '/')
  if (dots) now = withoutDots(now)
  if (escaping === 'strict') return escapeBytes(now, percent === 'decode' ? STRICT : STRICT_BUT_PERCENT)
  // nginx escapes only what it has decoded: a path without a percent sign goes on byte for byte.
  return percent === 'decode' && encoded ? escapeBytes(now, MINIMAL) : now
}

/** RFC 3986 section 5.2.4; a path that leads above the root stays at the root. */
export function withoutDots(path: string): string {
  const out: string[] = []
  const segments = path.split('/')
  segments.forEach((segment, i) => {
    const last = i === segments.length - 1
    if (segment === '..') {
      if (out.length > 1) out.pop()
      if (last) out.push('')
    } else if (segment === '.') {
      if (last) out.push('')
    } else out.push(segment)
  })
  return out.join('/')
}
