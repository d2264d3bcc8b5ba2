// One Set-Cookie line, read as a browser reads it (RFC 6265bis section 5.6): outer spaces and TABs cut and nothing else, the last
// attribute of a name counts even when it is empty, an attribute over 1024 bytes does not count at all. Strings are bytes.
import { carriesControls, endOfLine, hasForbidden } from './characters.ts'
import type { Profile } from './profile.ts'

/** Bytes of an attribute's value; a longer one is ignored (RFC 6265bis section 5.6). */
export const ATTRIBUTE_LIMIT = 1024
/** Bytes of name and value together (RFC 6265bis section 5.7). */
export const PAIR_LIMIT = 4096

export interface SetCookieLine {
  name: string
  value: string
  /** Attribute values as written, trimmed; null when the attribute is not there. */
  path: string | null
  domain: string | null
  expires: string | null
  maxAge: string | null
  sameSite: string | null
  priority: string | null
  secure: boolean
  httpOnly: boolean
  partitioned: boolean
  /** Names of attributes that were ignored because of their length. */
  tooLong: readonly string[]
}

export type Unreadable = 'NoCookieContent' | 'NameValuePairExceedsMaxSize' | 'DisallowedCharacter' | 'NamelessRefused'

function blank(code: number): boolean {
  return code === 32 || code === 9
}

/** The piece between two places of a text without outer spaces and TABs; other blanks belong to it. */
function trimmed(text: string, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && blank(text.charCodeAt(start))) start++
  while (end > start && blank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** The line taken apart, or the reason why the browser makes no cookie of it. */
export function readSetCookie(raw: string, profile: Profile): SetCookieLine | Unreadable {
  // Lines with control characters are rare: one test spares all others the closer look.
  const odd = carriesControls(raw)
  const line = odd ? endOfLine(raw, profile) : raw
  let semicolon = line.indexOf(';')
  const first = semicolon < 0 ? line.length : semicolon
  const equals = line.indexOf('=')
  const cookie = empty()
  if (equals >= 0 && equals < first) {
    cookie.name = trimmed(line, 0, equals)
    cookie.value = trimmed(line, equals + 1, first)
  } else cookie[profile.withoutEquals] = trimmed(line, 0, first)

  if (cookie.name === '' && cookie.value === '') return 'NoCookieContent'
  if (cookie.name.length + cookie.value.length > PAIR_LIMIT) return 'NameValuePairExceedsMaxSize'
  if (odd && (hasForbidden(cookie.name, profile) || hasForbidden(cookie.value, profile))) return 'DisallowedCharacter'
  if (cookie.name === '' && !profile.nameless) return 'NamelessRefused'

  while (semicolon >= 0) {
    const from = semicolon + 1
    semicolon = line.indexOf(';', from)
    const to = semicolon < 0 ? line.length : semicolon
    const sign = line.indexOf('=', from)
    const valued = sign >= 0 && sign < to
    const value = valued ? trimmed(line, sign + 1, to) : ''
    const name = trimmed(line, from, valued ? sign : to).toLowerCase()
    if (odd && (hasForbidden(name, profile) || hasForbidden(value, profile))) return 'DisallowedCharacter'
    if (value.length > ATTRIBUTE_LIMIT && !(profile.flagsOfAnyLength && FLAGS.has(name)))
      cookie.tooLong = [...cookie.tooLong, name]
    else takeAttribute(cookie, name, value)
  }
  return cookie
}

function empty(): SetCookieLine {
  return {
    name: '',
    value: '',
    path: null,
    domain: null,
    expires: null,
    maxAge: null,
    sameSite: null,
    priority: null,
    secure: false,
    httpOnly: false,
    partitioned: false,
    tooLong: NONE,
  }
}

const NONE: readonly string[] = []
const FLAGS = new Set(['secure', 'httponly', 'partitioned'])

function takeAttribute(cookie: SetCookieLine, name: string, value: string): void {
  switch (name) {
    case 'path':
      cookie.path = value
      break
    case 'domain':
      cookie.domain = value
      break
    case 'expires':
      cookie.expires = value
      break
    case 'max-age':
      cookie.maxAge = value
      break
    case 'samesite':
      cookie.sameSite = value
      break
    case 'priority':
      cookie.priority = value
      break
    // A value does not matter: `Secure=false` is Secure.
    case 'secure':
      cookie.secure = true
      break
    case 'httponly':
      cookie.httpOnly = true
      break
    case 'partitioned':
      cookie.partitioned = true
      break
  }
}
