// Control characters: RFC 6265bis section 5.6 has the whole cookie refused for one in its name, value or an attribute's value.
// A NUL never gets that far: the network stack refuses the response as a whole (measured, Chromium and Firefox).
import type { Profile } from './profile.ts'

const CONTROL = /[\x00-\x1f\x7f]/
const CONTROL_BUT_TAB = /[\x00-\x08\x0a-\x1f\x7f]/
const LINE_ENDS = /[\r\n]+/
const FOLDED = /^[ \t]+/
const BEYOND_ASCII = /[\x80-\xff]/

export function carriesControls(line: string): boolean {
  return CONTROL.test(line)
}

/** One of the lines carries a NUL: no cookie of this response is kept, and the page does not load either. */
export function spoilsResponse(lines: readonly string[]): boolean {
  return lines.some((line) => line.includes('\0'))
}

/** Where a bare CR ends the line, the part before it; a blank after the CR carries the line on, as a folded header (measured, Chromium). */
export function endOfLine(line: string, profile: Profile): string {
  if (profile.carriageReturn !== 'ends-line') return line
  const [first = '', ...rest] = line.split(LINE_ENDS)
  const other = rest.findIndex((piece) => !FOLDED.test(piece))
  return [first, ...rest.slice(0, other < 0 ? undefined : other).map((piece) => piece.replace(FOLDED, ''))].join(' ')
}

export function hasForbidden(text: string, profile: Profile): boolean {
  return (profile.tabRefused ? CONTROL : CONTROL_BUT_TAB).test(text)
}

/** A value as the browser keeps it: Firefox decodes it as UTF-8, and what is none becomes U+FFFD; names keep their bytes (measured). */
export function storedValue(value: string, profile: Profile): string {
  if (!profile.valueMustBeUtf8 || !BEYOND_ASCII.test(value)) return value
  return Buffer.from(Buffer.from(value, 'latin1').toString('utf8'), 'utf8').toString('latin1')
}
