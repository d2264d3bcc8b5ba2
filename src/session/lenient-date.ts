// How Firefox reads Expires: token by token, in any order, with time zones honoured, seconds optional, AM and PM understood, and values
// that overflow carried on (31 Feb is 3 Mar). Measured on thousands of made-up dates; the grammar is that of NSPR's date reader.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Minutes east of Greenwich. */
const ZONES = new Map([
  ['pst', -480],
  ['pdt', -420],
  ['mst', -420],
  ['mdt', -360],
  ['cst', -360],
  ['cdt', -300],
  ['est', -300],
  ['edt', -240],
  ['ast', -240],
  ['nst', -210],
  ['gmt', 0],
  ['bst', 60],
  ['met', 60],
  ['eet', 120],
  ['jst', 540],
])

/** What its clock can hold: 16 bits. */
const LAST_YEAR = 32_767

const TOKEN_REST = /[^ \t,;\-+/()[\]]*/y
const BETWEEN = /[ \t,;/()[\]]+/y
const CLOCK = /(\d+):(\d*)(?::(\d*)|(\d+))?/y
const HALF = /[ \t]*([ap])m/iy
const NUMERIC_DATE = /(\d{1,2})[/-](\d{1,2})[/-](\d{1,2}|\d{4,5})(?![a-z\d])/iy
const NUMBER = /\d+/y
const OFFSET = /[+-](\d*)/y
const WORD = /[a-z]{2,3}/iy

interface Found {
  day?: number
  /** From 0; -1 for a month written as 0. */
  month?: number
  year?: number
  clock?: readonly [number, number, number]
  /** Minutes east of Greenwich. */
  zone?: number
  /** It was written in digits, which end the matter. */
  offset?: true
}

/** Milliseconds since the epoch, or null when no date can be made of the text. */
export function lenientDate(text: string): number | null {
  const found: Found = {}
  let at = 0
  while (at < text.length) {
    at = skip(TOKEN_REST, text, takeToken(found, text, at))
    at = pastBlanks(found, text, at)
  }
  const { day, month, year } = found
  if (day === undefined || month === undefined || year === undefined || year > LAST_YEAR) return null
  const [hours, minutes, seconds] = found.clock ?? [0, 0, 0]
  const date = new Date(0)
  // Date.UTC would take the year 27 for 1927.
  date.setUTCFullYear(year, month, day)
  return date.setUTCHours(hours, minutes - (found.zone ?? 0), seconds)
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (matchAt(pattern, text, at)?.[0].length ?? 0)
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

/** A dash is a mere separator before anything but a digit, and after a letter while there is no year: `30-Aug-1966`. */
function pastBlanks(found: Found, text: string, from: number): number {
  let at = skip(BETWEEN, text, from)
  while (text[at] === '-') {
    const afterWord = at > 0 && /[a-z]/i.test(text[at - 1]!) && found.year === undefined
    if (!afterWord && isDigit(text, at + 1)) break
    at = skip(BETWEEN, text, at + 1)
  }
  return at
}

/** Reads the token that begins here; where reading ended, of which the rest of the token is passed over. */
function takeToken(found: Found, text: string, at: number): number {
  if (isDigit(text, at)) return takeDigits(found, text, at)
  if (text[at] === '+' || text[at] === '-') return takeOffset(found, text, at)
  const word = matchAt(WORD, text, at)?.[0].toLowerCase()
  if (word !== undefined) takeWord(found, word, text, at)
  return at
}

/** Three letters tell a month or a zone, whatever follows them. */
function takeWord(found: Found, word: string, text: string, at: number): void {
  const month = found.month === undefined ? MONTHS.indexOf(word) : -1
  if (month >= 0) found.month = month
  else if (found.zone === undefined) {
    const universal = word.startsWith('ut') && !/[a-z]/i.test(text[at + 2] ?? '')
    const zone = universal ? 0 : ZONES.get(word)
    if (zone !== undefined) found.zone = zone
  }
}

/** `+0200`, `GMT-5`; after a zone other than Greenwich's it does not count. */
function takeOffset(found: Found, text: string, at: number): number {
  if (found.offset || (found.zone !== undefined && found.zone !== 0)) return at + 1
  const digits = matchAt(OFFSET, text, at)?.[1] ?? ''
  if (digits.length === 1 || digits.length === 2 || digits.length === 4) {
    const hours = Number(digits.length === 4 ? digits.slice(0, 2) : digits)
    const minutes = digits.length === 4 ? Number(digits.slice(2)) : 0
    found.zone = (text[at] === '-' ? -1 : 1) * (hours * 60 + minutes)
    found.offset = true
  }
  return at + 1
}

function takeDigits(found: Found, text: string, at: number): number {
  const digits = matchAt(NUMBER, text, at)![0]
  const end = at + digits.length
  const next = text[end] ?? ''
  if (next === ':') return takeClock(found, text, at, end)
  if ((next === '/' || next === '-') && isDigit(text, end + 1)) return takeNumericDate(found, text, at)
  if (!/[a-z]/i.test(next)) takeNumber(found, digits)
  return at
}

function takeClock(found: Found, text: string, at: number, end: number): number {
  const match = matchAt(CLOCK, text, at)
  if (found.clock || !match || match[1]!.length > 2) return end
  const [whole, hour = '', minute = '', second = '', glued] = match
  if (minute === '' || minute.length > 2 || second.length > 2 || glued !== undefined) return end
  let hours = Number(hour)
  const half = hours <= 12 ? matchAt(HALF, text, at + whole.length)?.[1]?.toLowerCase() : undefined
  if (half !== undefined) hours = (hours % 12) + (half === 'p' ? 12 : 0)
  found.clock = [hours, Number(minute), second === '' ? strayDigit(text, at + whole.length) : Number(second)]
  return at + whole.length
}

/** Without seconds the character that follows is read for them, whatever it is: 16 seconds less for a blank, 48 at the end (measured). */
function strayDigit(text: string, at: number): number {
  return (at < text.length ? text.charCodeAt(at) : 0) - 48
}

/** 1/31/2027, 31-1-27, 95/6/5: the month leads unless the number is too big for one. */
function takeNumericDate(found: Found, text: string, at: number): number {
  const match = found.month === undefined ? matchAt(NUMERIC_DATE, text, at) : null
  if (!match) return at
  const [first, second, third] = match.slice(1).map(Number) as [number, number, number]
  if (first > 31 || first === 0) {
    if (second > 12 || third > 31) return at
    Object.assign(found, { year: fullYear(first), month: second - 1, day: third })
  } else if (first > 12 && second <= 12) {
    Object.assign(found, { year: fullYear(third), month: second - 1, day: first })
  } else if (first <= 12) Object.assign(found, { year: fullYear(third), month: first - 1, day: second })
  return at + match[0].length
}

function fullYear(year: number): number {
  return year < 70 ? year + 2000 : year < 100 ? year + 1900 : year
}

/** By the number of its digits: one is a day, two are a day or a year, four and five a year. */
function takeNumber(found: Found, digits: string): void {
  const value = Number(digits)
  if (digits.length === 4 || digits.length === 5) found.year ??= value
  else if (digits.length === 1) found.day ??= value
  else if (digits.length === 2 && value < 32 && found.day === undefined) found.day = value
  else if (digits.length === 2) found.year ??= fullYear(value)
}
