import type { Reader, Reading } from './reading.ts'
import { accelExpires, SILENT } from './reading.ts'

/** nginx keeps the names of Vary in so many bytes, and stores nothing when they are more. */
const VARY_BYTES = 128

type Draft = { -readonly [K in keyof Reading]: Reading[K] }

export const readNginx: Reader = ({ headers }, { answered }, { sources, passedOver }) => {
  const draft: Draft = { ...SILENT, age: 0, byDefault: true, shared: true }
  let accel = false
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase()
    const value = headers[i + 1]!
    if (name === 'vary' && value.length > VARY_BYTES) draft.forbidden ??= 'Vary is too long'
    if (!(sources as readonly string[]).includes(name)) continue
    if (name === 'x-accel-expires') {
      const lifetime = accelExpires(value, answered)
      if (lifetime === 0) draft.forbidden ??= 'X-Accel-Expires: 0'
      if (lifetime === undefined) continue
      accel = true
      draft.lifetime = lifetime
    } else if (name === 'cache-control' && !accel) {
      cacheControl(draft, value.toLowerCase(), passedOver)
    } else if (name === 'expires' && !draft.lifetime) {
      const at = nginxDate(value)
      if (at === undefined || at < answered - 999) draft.forbidden ??= 'Expires is past'
      // It counts in whole seconds: an answer that expires in the second it comes in is used until that second is over (measured).
      else draft.lifetime = at + 999 - answered
    }
  }
  return draft
}

function cacheControl(draft: Draft, text: string, passedOver: ReadonlySet<string>): void {
  const word = ['no-cache', 'no-store', 'private'].find((name) => text.includes(name) && !passedOver.has(name))
  if (word) {
    draft.forbidden ??= word
    return
  }
  const age = /s-maxage=([^,; ]*)/.exec(text) ?? /max-age=([^,; ]*)/.exec(text)
  if (age) {
    const seconds = /^\d*$/.test(age[1]!) ? Number(age[1]) : 0
    if (seconds === 0) {
      draft.forbidden ??= age[0]
      return
    }
    draft.lifetime = seconds * 1000
  }
  const revalidate = /stale-while-revalidate=(\d+)/.exec(text)
  const error = /stale-if-error=(\d+)/.exec(text)
  if (revalidate) draft.whileRevalidate = Number(revalidate[1]) * 1000
  if (error) draft.ifError = Number(error[1]) * 1000
}

/** It looks at just enough letters of a month to tell it from the others: AuG is August (measured), and so is Axx. */
const MONTHS = [/^Ja/, /^F/, /^M.r/, /^Ap/, /^M/, /^J.n/, /^J/, /^A/, /^S/, /^O/, /^N/, /^D/]

/** nginx looks neither at the day's name nor at the zone (measured: UTC passes for GMT). */
function nginxDate(text: string): number | undefined {
  const [, day, month = '', time = ''] =
    /^[^, ]*, *(\d\d)( [A-Z][A-Za-z]{2} \d{4}|-[A-Z][A-Za-z]{2}-\d\d) (\d\d:\d\d:\d\d)/.exec(text) ?? []
  if (day !== undefined) return nginxTime(month.slice(5), month.slice(1, 4), day, time.split(':'))
  const asctime = /^[^, ]* +([A-Z][A-Za-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})/.exec(text)
  return asctime ? nginxTime(asctime[6]!, asctime[1]!, asctime[2]!, asctime.slice(3, 6)) : undefined
}

function nginxTime(
  year: string,
  month: string,
  day: string,
  [hours, minutes, seconds]: readonly string[],
): number | undefined {
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900)
  const number = MONTHS.findIndex((letters) => letters.test(month))
  return number < 0 ? undefined : Date.UTC(full, number, Number(day), Number(hours), Number(minutes), Number(seconds))
}
