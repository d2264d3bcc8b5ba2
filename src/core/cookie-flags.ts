// Attributes that fronts put on cookies of others: what is there keeps its place and spelling, what is missing goes to the end.
import type { CookieAttribute } from './cookies.ts'

export const COOKIE_FLAGS = ['secure', 'httponly', 'samesite=strict', 'samesite=lax', 'samesite=none'] as const
export type CookieFlag = (typeof COOKIE_FLAGS)[number]

const SPELLING: Record<CookieFlag, CookieAttribute> = {
  secure: { name: 'Secure', value: null },
  httponly: { name: 'HttpOnly', value: null },
  'samesite=strict': { name: 'SameSite', value: 'Strict' },
  'samesite=lax': { name: 'SameSite', value: 'Lax' },
  'samesite=none': { name: 'SameSite', value: 'None' },
}

/** nginx proxy_cookie_flags (measured): only another SameSite value is replaced. */
export function withFlags(
  attributes: readonly CookieAttribute[],
  flags: readonly CookieFlag[],
): readonly CookieAttribute[] {
  let now = attributes
  for (const flag of flags) {
    const { name, value } = SPELLING[flag]
    const at = now.findIndex((other) => other.name.toLowerCase() === name.toLowerCase())
    if (at < 0) now = [...now, { name, value }]
    else if (value !== null && now[at]!.value?.toLowerCase() !== value.toLowerCase())
      now = now.with(at, { name: now[at]!.name, value })
  }
  return now
}

/** Attributes without some and with others; the same list when that changes nothing. */
export function withAttributes(
  attributes: readonly CookieAttribute[],
  removed: ReadonlySet<string>,
  given: readonly CookieAttribute[],
): readonly CookieAttribute[] {
  let now = attributes.filter(({ name }) => !removed.has(name.toLowerCase()))
  for (const { name, value } of given) {
    const same = (other: CookieAttribute) => other.name.toLowerCase() === name.toLowerCase()
    now = now.some(same) ? now.map((old) => (same(old) ? { name, value } : old)) : [...now, { name, value }]
  }
  const unchanged =
    now.length === attributes.length &&
    now.every((a, i) => a.name === attributes[i]!.name && a.value === attributes[i]!.value)
  return unchanged ? attributes : now
}
