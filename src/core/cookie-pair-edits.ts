// Edits on the cookies of one Cookie line: fewer of them, other names and values, a copy beside one. A line that no edit
// touches stays byte for byte, however odd it is.
import type { CookiePair } from './cookies.ts'
import { cookieHeader, parseCookieHeader } from './cookies.ts'
import { nameMatcher } from './name-globs.ts'
import { remembered } from './remembered.ts'

export const MANGLINGS = ['decode', 'encode', 'quote', 'strip-equals'] as const

const MANGLE: Record<(typeof MANGLINGS)[number], (value: string) => string> = {
  decode: (value) =>
    value.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  encode: encodeURIComponent,
  quote: (value) => `"${value}"`,
  'strip-equals': (value) => value.replace(/=+$/, ''),
}

export interface CookiePairEdits {
  readonly drop?: readonly string[] | undefined
  readonly 'keep-only'?: readonly string[] | undefined
  readonly rename?: Readonly<Record<string, string>> | undefined
  readonly mangle?: (typeof MANGLINGS)[number] | undefined
  readonly duplicate?:
    | { readonly name: string; readonly value: string; readonly position: 'before' | 'after' }
    | undefined
}

/** From one line to the next; undefined when no cookie is left. */
export function cookiePairEdits(edits: CookiePairEdits): (line: string) => string | undefined {
  const dropped = edits.drop && nameMatcher(edits.drop)
  const kept = edits['keep-only'] && nameMatcher(edits['keep-only'])
  const mangle = edits.mangle && MANGLE[edits.mangle]
  const { rename, duplicate } = edits
  const copied = (pair: CookiePair): CookiePair[] => {
    if (!duplicate || pair.name !== duplicate.name) return [pair]
    const copy = { name: pair.name, value: duplicate.value }
    return duplicate.position === 'before' ? [copy, pair] : [pair, copy]
  }
  return remembered((line: string) => {
    const before = parseCookieHeader(line)
    const after = before
      .filter(({ name }) => (!kept || kept(name)) && !dropped?.(name))
      .map(({ name, value }) => ({ name: rename?.[name] ?? name, value: mangle ? mangle(value) : value }))
      .flatMap(copied)
    if (after.length === 0 && before.length > 0) return undefined
    const same =
      after.length === before.length &&
      after.every(({ name, value }, i) => name === before[i]!.name && value === before[i]!.value)
    return same ? line : cookieHeader(after)
  })
}
