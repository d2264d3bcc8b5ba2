// Structured dictionaries (RFC 8941 section 4.2.2), as CDN-Cache-Control is one (RFC 9213). Parsed strictly: a field with a
// mistake in it counts as absent, so one wrong capital letter makes a CDN fall back to Cache-Control.
import type { Directives } from './directives.ts'

type Bare = { readonly kind: 'integer' | 'decimal' | 'string' | 'token' | 'bytes' | 'boolean'; readonly text: string }

const SECONDS = new Set(['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error'])
const KEY = /[a-z*][a-z0-9_\-.*]*/y
const ITEM =
  /(?<number>-?\d{1,15}(?:\.\d{1,3})?(?![\d.]))|"(?<string>(?:[ !#-[\]-~]|\\["\\])*)"|(?<token>[A-Za-z*][\w!#$%&'*+\-.^`|~:/]*)|:(?<bytes>[A-Za-z0-9+/=]*):|\?(?<boolean>[01])/y

/** The directives of a targeted field; undefined when it is empty or malformed. Directives of the wrong type are left out. */
export function targetedDirectives(lines: readonly string[]): Directives | undefined {
  const members = parseDictionary(lines.join(', '))
  if (!members || members.size === 0) return undefined
  const out = new Map<string, string | true>()
  for (const [name, value] of members) {
    if (value === 'list' || (SECONDS.has(name) && value.kind !== 'integer')) continue
    if (value.kind === 'boolean') {
      if (value.text === '1') out.set(name, true)
    } else out.set(name, value.text)
  }
  return out
}

/** Undefined when the text is no dictionary. */
function parseDictionary(text: string): Map<string, Bare | 'list'> | undefined {
  const members = new Map<string, Bare | 'list'>()
  let at = skip(text, 0, /[ ]*/y)
  while (at < text.length) {
    const key = match(KEY, text, at)
    if (!key) return undefined
    at += key[0].length
    let value: Bare | 'list' = { kind: 'boolean', text: '1' }
    if (text[at] === '=') {
      const read = text[at + 1] === '(' ? innerList(text, at + 2) : item(text, at + 1)
      if (!read) return undefined
      value = read.value
      at = read.end
    }
    const end = parameters(text, at)
    if (end === undefined) return undefined
    members.delete(key[0])
    members.set(key[0], value)
    at = skip(text, end, /[ \t]*/y)
    if (at === text.length) return members
    if (text[at] !== ',') return undefined
    at = skip(text, at + 1, /[ \t]*/y)
    if (at === text.length) return undefined
  }
  return members
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function skip(text: string, at: number, blanks: RegExp): number {
  return at + (match(blanks, text, at)?.[0].length ?? 0)
}

function item(text: string, at: number): { value: Bare; end: number } | undefined {
  const found = match(ITEM, text, at)
  if (!found?.groups) return undefined
  const { number, string, token, bytes, boolean } = found.groups
  const end = at + found[0].length
  if (number !== undefined) return { value: { kind: number.includes('.') ? 'decimal' : 'integer', text: number }, end }
  if (string !== undefined) return { value: { kind: 'string', text: string.replace(/\\(.)/g, '$1') }, end }
  if (token !== undefined) return { value: { kind: 'token', text: token }, end }
  if (bytes !== undefined) return { value: { kind: 'bytes', text: bytes }, end }
  return { value: { kind: 'boolean', text: boolean ?? '0' }, end }
}

/** Caches know no directive whose value is a list: what stands in it is checked and forgotten. */
function innerList(text: string, start: number): { value: 'list'; end: number } | undefined {
  let at = skip(text, start, / */y)
  while (text[at] !== ')') {
    const read = item(text, at)
    const end = read && parameters(text, read.end)
    if (end === undefined || (text[end] !== ' ' && text[end] !== ')')) return undefined
    at = skip(text, end, / */y)
  }
  return { value: 'list', end: at + 1 }
}

function parameters(text: string, start: number): number | undefined {
  let at = start
  while (text[at] === ';') {
    at = skip(text, at + 1, / */y)
    const key = match(KEY, text, at)
    if (!key) return undefined
    at += key[0].length
    if (text[at] !== '=') continue
    const read = item(text, at + 1)
    if (!read) return undefined
    at = read.end
  }
  return at
}
