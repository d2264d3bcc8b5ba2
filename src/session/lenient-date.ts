// How Firefox reads Expires: word by word, in any order, with time zones honoured, seconds optional, AM and PM understood, and values
// that overflow carried on (31 Feb is 3 Mar). Measured on the corpus; the order of tries follows NSPR's PR_ParseTimeString.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
/** Minutes east of Greenwich. */
const ZONES: Readonly<Record<string, number>> = {
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  gmt: 0,
  ut: 0,
  utc: 0,
  z: 0,
  wet: 0,
  bst: 60,
  met: 60,
  eet: 120,
  jst: 540,
}

const TOKEN =
  /(?<time>\d{1,2}:\s*\d{1,2}(?::\s*\d{1,2})?)(?:\s*(?<half>am|pm)\b)?|(?<offset>[+-]\d{1,4})(?!\d)|(?<numeric>\d{1,4}[/-]\d{1,2}[/-]\d{1,4})(?![\w])|(?<number>\d+)(?<tail>[a-z]*)|(?<word>[a-z]+)/gi

interface Found {
  day?: number
  month?: number
  year?: number
  time?: readonly [number, number, number]
  zone?: number
}

/** Milliseconds since the epoch, or null when no date can be made of the text. */
export function lenientDate(text: string): number | null {
  const found: Found = {}
  for (const { groups } of text.matchAll(TOKEN)) {
    if (!groups) continue
    if (groups['time'] !== undefined) found.time ??= timeOf(groups['time'], groups['half']?.toLowerCase())
    else if (groups['offset'] !== undefined) takeOffset(found, groups['offset'])
    else if (groups['numeric'] !== undefined) takeNumeric(found, groups['numeric'])
    else if (groups['number'] !== undefined) takeNumber(found, groups['number'])
    else if (groups['word'] !== undefined) takeWord(found, groups['word'].toLowerCase())
  }
  const { day, month, year } = found
  if (day === undefined || month === undefined || year === undefined) return null
  const [hours, minutes, seconds] = found.time ?? [0, 0, 0]
  return Date.UTC(fullYear(year), month, day, hours, minutes - (found.zone ?? 0), seconds)
}

function fullYear(year: number): number {
  return year < 70 ? year + 2000 : year < 100 ? year + 1900 : year
}

function timeOf(text: string, half: string | undefined): readonly [number, number, number] | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number)
  if (hours > 24 || minutes > 60 || seconds > 61) return undefined
  if (half === undefined || hours > 12) return [hours, minutes, seconds]
  return [(hours % 12) + (half === 'pm' ? 12 : 0), minutes, seconds]
}

function takeWord(found: Found, word: string): void {
  const month = MONTHS.indexOf(word.slice(0, 3))
  if (month >= 0) found.month ??= month
  else if (word in ZONES) found.zone ??= ZONES[word]!
}

/** `+0200`, `GMT-5`; a dash between day, month and year is no sign, and neither is one before the zone may stand. */
function takeOffset(found: Found, text: string): void {
  const digits = text.slice(1)
  if (found.time === undefined) return takeNumber(found, digits)
  if (found.zone !== undefined && found.zone !== 0) return
  const minutes = digits.length <= 2 ? Number(digits) * 60 : Number(digits.slice(0, -2)) * 60 + Number(digits.slice(-2))
  found.zone = text.startsWith('-') ? -minutes : minutes
}

/** 2027-01-31, 1/31/2027. */
function takeNumeric(found: Found, text: string): void {
  if (found.day !== undefined || found.month !== undefined) return
  const [first = 0, second = 0, third = 0] = text.split(/[/-]/).map(Number)
  const [year, month, day] = first > 31 ? [first, second, third] : [third, first, second]
  if (month < 1 || month > 12 || day < 1 || day > 31) return
  Object.assign(found, { year, month: month - 1, day })
}

function takeNumber(found: Found, digits: string): void {
  const value = Number(digits)
  if (digits.length > 4) return
  if (digits.length <= 2 && value >= 1 && value <= 31 && found.day === undefined) found.day = value
  else if (digits.length !== 3) found.year ??= value
}
