// When a cookie ends: Max-Age before Expires, at most 400 days (RFC 6265bis section 5.5). Expires is what the server's clock says, so
// both browsers shift it by how far the Date header is from their own clock (measured): a cached answer with an old Date
// makes the cookie live longer. Times are milliseconds since the epoch.
import { parseDate } from 'tough-cookie'
import { chromiumDate } from './chromium-date.ts'
import { lenientDate } from './lenient-date.ts'
import type { Profile } from './profile.ts'
import type { SetCookieLine } from './set-cookie-line.ts'

/** 400 days, in milliseconds. */
export const LONGEST = 400 * 86_400_000
/** An end that lies before every clock. */
export const PAST = Number.NEGATIVE_INFINITY

export interface Expiry {
  /** null: until the browser closes. */
  readonly at: number | null
  /** Milliseconds that the Date header moved Expires by; 0 when nothing was moved. */
  readonly shift: number
  /** The server asked for more than 400 days. */
  readonly capped: boolean
}

const SESSION: Expiry = { at: null, shift: 0, capped: false }
const WHOLE_NUMBER = /^[+-]?\d+$/
const DIGITS = /^\d+$/
const OVERFLOWING = /^[+-]?\d{19,}/
const ODD_YEAR = /(?<![\d:])(?:0*\d{3}|1[0-5]\d\d|1600|\d{5})(?![\d:])/

export function expiryOf(line: SetCookieLine, now: number, serverTime: number | null, profile: Profile): Expiry {
  if (line.maxAge === null && line.expires === null) return SESSION
  const seconds = line.maxAge === null ? null : maxAge(line.maxAge, profile)
  if (seconds !== null) {
    if (seconds <= 0) return { at: PAST, shift: 0, capped: false }
    return capped(now + seconds * 1000, now, 0)
  }
  const date = line.expires ? expiresDate(line.expires, profile) : null
  if (date === null) return SESSION
  const shift = serverTime === null ? 0 : now - serverTime
  return capped(date + shift, now, shift)
}

function capped(at: number, now: number, shift: number): Expiry {
  const latest = now + LONGEST
  return at > latest ? { at: latest, shift, capped: true } : { at, shift, capped: false }
}

/** Seconds, or null when the attribute does not count and Expires decides. */
function maxAge(text: string, profile: Profile): number | null {
  // Firefox needs no more than the minus sign.
  if (!profile.maxAgePlus && text.startsWith('-')) return -1
  if ((profile.maxAgePlus ? WHOLE_NUMBER : DIGITS).test(text)) return Number(text)
  // Digits beyond 64 bits are taken as "for ever" before the rest is even looked at.
  if (!profile.maxAgePlus && text.startsWith('+')) return null
  return OVERFLOWING.test(text) ? (text.startsWith('-') ? -1 : Number.POSITIVE_INFINITY) : null
}

function expiresDate(text: string, profile: Profile): number | null {
  if (profile.dates === 'lenient') return lenientDate(text)
  if (profile.dates === 'chromium') return chromiumDate(text)
  const date = parseDate(text)
  if (date) return date.getTime()
  // A year outside 1601..9999 is no error for the browsers, it is long ago or far ahead (measured for 1600).
  const year = ODD_YEAR.exec(text)?.[0]
  if (year === undefined) return null
  const inRange = parseDate(text.replace(year, year.length === 5 && year > '09999' ? '9999' : '1601'))
  if (!inRange) return null
  return year.length === 5 && year > '09999' ? Number.POSITIVE_INFINITY : PAST
}

/** The Date header as milliseconds; null when it is absent or says nothing. */
export function serverTimeOf(dateHeader: string | undefined): number | null {
  return dateHeader === undefined ? null : (parseDate(dateHeader)?.getTime() ?? null)
}
