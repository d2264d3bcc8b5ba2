// Cookies as they stand on the wire, taken apart and put together again without losing a byte: no decoding, no
// normalising, attributes in order with their own spelling. What a browser makes of them is another room (src/session).

import { remembered } from './remembered.ts'

export interface CookiePair {
  readonly name: string
  readonly value: string
}

/** `a=1; b=2` as pairs. A piece without `=` is a nameless cookie: its whole text is the value (RFC 6265bis section 5.7). */
export const parseCookieHeader = remembered((header: string): readonly CookiePair[] => {
  const found: CookiePair[] = []
  for (const piece of header.split(';')) {
    const text = piece.trim()
    if (text === '') continue
    const equals = text.indexOf('=')
    found.push(equals < 0 ? { name: '', value: text } : { name: text.slice(0, equals), value: text.slice(equals + 1) })
  }
  return found
})

export function cookieHeader(cookies: readonly CookiePair[]): string {
  return cookies.map(({ name, value }) => (name === '' ? value : `${name}=${value}`)).join('; ')
}

export interface CookieAttribute {
  readonly name: string
  /** null: the attribute stands without `=`. */
  readonly value: string | null
}

export interface SetCookieLine extends CookiePair {
  readonly attributes: readonly CookieAttribute[]
}

/** A Set-Cookie line as name, value and attributes, outer blanks cut (RFC 6265bis section 5.6). */
export const parseSetCookie = remembered((line: string): SetCookieLine => {
  const [first = '', ...rest] = line.split(';')
  const [pair] = parseCookieHeader(first)
  const attributes: CookieAttribute[] = []
  for (const piece of rest) {
    const text = piece.trim()
    if (text === '') continue
    const equals = text.indexOf('=')
    attributes.push(
      equals < 0
        ? { name: text, value: null }
        : { name: text.slice(0, equals).trimEnd(), value: text.slice(equals + 1).trimStart() },
    )
  }
  return { name: pair?.name.trimEnd() ?? '', value: pair?.value.trimStart() ?? '', attributes }
})

export function setCookieLine(cookie: SetCookieLine): string {
  const pair = cookie.name === '' ? cookie.value : `${cookie.name}=${cookie.value}`
  return [pair, ...cookie.attributes.map(({ name, value }) => (value === null ? name : `${name}=${value}`))].join('; ')
}

/** The value of an attribute, by name without case; the last one counts (RFC 6265bis section 5.7). */
export function attribute(cookie: SetCookieLine, name: string): string | null | undefined {
  const wanted = name.toLowerCase()
  return cookie.attributes.findLast((other) => other.name.toLowerCase() === wanted)?.value
}
