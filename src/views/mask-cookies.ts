// Cookies with their values as fingerprints. Names, attributes and blanks stay as they are written: half of what goes wrong
// with cookies is spelling.
import { remembered } from '../core/remembered.ts'
import { fingerprint } from './fingerprint.ts'
import { isAttribute } from './mask-text.ts'

export const maskCookieHeader = remembered((header: string): string => header.split(';').map(maskPair).join(';'))

export const maskSetCookie = remembered((line: string): string => {
  const [pair = '', ...attributes] = line.split(';')
  return [maskPair(pair), ...attributes.map(maskAttribute)].join(';')
})

function maskPair(piece: string): string {
  const equals = piece.indexOf('=')
  return piece.slice(0, equals + 1) + maskTrimmed(piece.slice(equals + 1))
}

function maskTrimmed(text: string): string {
  const value = text.trim()
  if (value === '') return text
  return value.length === text.length ? fingerprint(value) : text.replace(value, () => fingerprint(value))
}

/** Fronts that join lines with a comma hide further cookies in an attribute: `Path=/, sid=...`. */
function maskAttribute(piece: string): string {
  const equals = piece.indexOf('=')
  if (equals < 0) return /^\s*[a-z-]{0,20}\s*$/i.test(piece) ? piece : maskTrimmed(piece)
  if (!isAttribute(piece.slice(0, equals).trim())) return maskPair(piece)
  return piece.replace(/(,\s*[^\s,=]+=)(.+)$/s, (_all, name: string, value: string) => name + maskTrimmed(value))
}
