// Dates in HTTP fields: the three forms of RFC 9110 section 5.6.7 and no others, whatever their case. Caches that read more
// than that take a broken Expires for a fresh one; cookies have their own, more lenient dates.

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY = '(?:mon|tue|wed|thu|fri|sat|sun)'
const LONG_DAY = '(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)'
const TIME = '(\\d{2}):(\\d{2}):(\\d{2})'
const IMF = new RegExp(`^${DAY}, (\\d{2}) ([a-z]{3}) (\\d{4}) ${TIME} GMT$`, 'i')
const RFC850 = new RegExp(`^${LONG_DAY}, (\\d{2})-([a-z]{3})-(\\d{2}) ${TIME} GMT$`, 'i')
const ASCTIME = new RegExp(`^${DAY} ([a-z]{3}) ([ \\d]\\d) ${TIME} (\\d{4})$`, 'i')

/** Milliseconds since the epoch, or undefined. `now` places years of two digits (no more than 50 years ahead). */
export function parseHttpDate(text: string, now: number): number | undefined {
  const imf = IMF.exec(text)
  if (imf) return utc(Number(imf[3]), imf[2]!, imf[1]!, imf.slice(4))
  const old = RFC850.exec(text)
  if (old) {
    const thisYear = new Date(now).getUTCFullYear()
    const year = Math.floor(thisYear / 100) * 100 + Number(old[3])
    return utc(year > thisYear + 50 ? year - 100 : year, old[2]!, old[1]!, old.slice(4))
  }
  const asctime = ASCTIME.exec(text)
  return asctime ? utc(Number(asctime[6]), asctime[1]!, asctime[2]!, asctime.slice(3, 6)) : undefined
}

/** Varnish takes no date whose day of the week is another (measured). */
export function parseVarnishDate(text: string, now: number): number | undefined {
  const at = parseHttpDate(text, now)
  return at !== undefined && httpDate(at).slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase() ? at : undefined
}

function utc(year: number, monthName: string, day: string, time: readonly string[]): number | undefined {
  const month = MONTHS.indexOf(monthName.toLowerCase())
  const [hours = 0, minutes = 0, seconds = 0] = time.map(Number)
  if (month < 0 || hours > 23 || minutes > 59 || seconds > 60) return undefined
  const at = Date.UTC(year, month, Number(day), hours, minutes, seconds)
  // 31 February would roll over into March.
  return new Date(at).getUTCMonth() === month || seconds === 60 ? at : undefined
}

export function httpDate(ms: number): string {
  return new Date(ms).toUTCString()
}
