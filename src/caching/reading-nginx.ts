// How nginx reads the same fields (its documentation of proxy_cache_valid, and measured on 1.22.1): it looks for words
// anywhere in Cache-Control, does not count Age, and goes through the lines in the order in which they came, so that
// Expires counts only when no lifetime is known yet and X-Accel-Expires replaces one that is.
import type { HeaderList } from '../core/headers.ts'
import { parseHttpDate } from './http-date.ts'
import type { Reader, Reading } from './reading.ts'
import { accelExpires, SILENT } from './reading.ts'

type Draft = { -readonly [K in keyof Reading]: Reading[K] }

export const readNginx: Reader = ({ headers }, { answered }, { sources, passedOver }) => {
  const draft: Draft = { ...SILENT, age: 0, byDefault: true, shared: true }
  let accel = false
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!.toLowerCase()
    const value = headers[i + 1]!
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
      const at = parseHttpDate(value, answered)
      if (at === undefined || at < answered - 999) draft.forbidden ??= 'Expires is past'
      else draft.lifetime = at - answered
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

/** Whether nginx stores nothing because of Vary: it keeps the names in 128 bytes. */
export const NGINX_VARY_BYTES = 128

export function varyTooLong(headers: HeaderList): boolean {
  return headers.some(
    (name, i) => i % 2 === 0 && name.toLowerCase() === 'vary' && headers[i + 1]!.length > NGINX_VARY_BYTES,
  )
}
