// How Firefox reads Expires: word by word in any order, with time zones honoured, seconds optional, AM and PM understood, and values
// that overflow carried on (31 Feb is 3 Mar). Measured on the corpus; where it is silent, as NSPR's PR_ParseTimeString is known to work.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Minutes east of Greenwich. */
const ZONES = new Map([
  ['est', -300],
  ['edt', -240],
  ['cst', -360],
  ['cdt', -300],
  ['mst', -420],
  ['mdt', -360],
  ['pst', -480],
  ['pdt', -420],
  ['gmt', 0],
  ['ut', 0],
  ['utc', 0],
  ['wet', 0],
  ['bst', 60],
  ['met', 60],
  ['eet', 120],
  ['jst', 540],
])

// In the order they are tried: clock time; anything else with a colon; day, month and year in digits; offset; number; word.
const TOKEN = new RegExp(
  [
    String.raw`(?<clock>\d{1,2}:\d{1,2}(?::\d{0,2})?)(?!\d)(?:[ \t]*(?<half>[ap])m)?`,
    String.raw`\d+:\S*`,
    String.raw`(?<digits>\d{1,2}[/-]\d{1,2}[/-]\d{1,5})(?!\w)`,
    String.raw`(?<=(?<before>.?))(?<offset>[+-]\d+)`,
    String.raw`(?<number>\d+)(?![a-z\d])`,
    String.raw`\d+[a-z]+`,
    '(?<word>[a-z]+)',
  ].join('|'),
  'gi',
)

interface Found {
  day?: number
  month?: number
  year?: number
  clock?: readonly [number, number, number]
  zone?: number
}

/** Milliseconds since the epoch, or null when no date can be made of the text. */
export function lenientDate(text: string): number | null {
  const found: Found = {}
  for (const { groups } of text.matchAll(TOKEN)) {
    const { clock, half, digits, before, offset, number, word } = groups ?? {}
    if (clock !== undefined) found.clock ??= clockOf(clock, half?.toLowerCase())
    else if (digits !== undefined) takeDigits(found, digits)
    else if (offset !== undefined) takeOffset(found, offset, before ?? '')
    else if (number !== undefined) takeNumber(found, number)
    else if (word !== undefined) takeWord(found, word.toLowerCase())
  }
  const { day, month, year } = found
  if (day === undefined || month === undefined || year === undefined) return null
  const [hours, minutes, seconds] = found.clock ?? [0, 0, 0]
  return Date.UTC(year, month, day, hours, minutes - (found.zone ?? 0), seconds)
}

function fullYear(year: number): number {
  return year < 70 ? year + 2000 : year < 100 ? year + 1900 : year
}

function clockOf(text: string, half: string | undefined): readonly [number, number, number] {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number)
  if (half === undefined || hours > 12) return [hours, minutes, seconds]
  return [(hours % 12) + (half === 'p' ? 12 : 0), minutes, seconds]
}

function takeWord(found: Found, word: string): void {
  const month = MONTHS.indexOf(word.slice(0, 3))
  const zone = ZONES.get(word)
  if (month >= 0) found.month ??= month
  else if (zone !== undefined) found.zone ??= zone
}

/** `+0200`, `GMT-5`; the second dash of `01-Jan-2027` is none: a letter stands before it and the year is still to come. */
function takeOffset(found: Found, text: string, before: string): void {
  const digits = text.slice(1)
  if (text.startsWith('-') && /[a-z]/i.test(before) && found.year === undefined) {
    takeNumber(found, digits)
    return
  }
  if (found.zone !== undefined && found.zone !== 0) return
  if (digits.length !== 4 && digits.length > 2) return
  const minutes = digits.length === 4 ? Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)) : Number(digits) * 60
  found.zone = text.startsWith('-') ? -minutes : minutes
}

/** 1/31/2027, 31-1-27, 95/6/5: the month leads unless the number is too big for one. */
function takeDigits(found: Found, text: string): void {
  if (found.month !== undefined) return
  const [first = 0, second = 0, third = 0] = text.split(/[/-]/).map(Number)
  const [year, month, day] =
    first > 31 || first === 0 ? [first, second, third] : first > 12 ? [third, second, first] : [third, first, second]
  if (month < 1 || month > 12 || day > 31) return
  Object.assign(found, { year: fullYear(year), month: month - 1, day })
}

function takeNumber(found: Found, digits: string): void {
  const value = Number(digits)
  if (digits.length === 4) found.year ??= value
  else if (digits.length === 1) found.day ??= value
  else if (digits.length === 2 && value < 32 && found.day === undefined) found.day = value
  else if (digits.length === 2) found.year ??= fullYear(value)
}
