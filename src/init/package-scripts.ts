// Scripts in package.json, put in without touching how the rest of the file is written.
import { closingBracket } from './js-text.ts'

export interface ScriptsEdited {
  readonly text: string
  /** Those that are there already and say something else. */
  readonly kept: readonly string[]
}

/** undefined: the file is no JSON object, or its scripts are no object. `force`: others of these names are replaced. */
export function withScripts(
  text: string,
  scripts: Readonly<Record<string, string>>,
  force: boolean,
): ScriptsEdited | undefined {
  const content = parsed(text)
  const known = content?.scripts ?? {}
  if (!content || typeof known !== 'object' || known === null || Array.isArray(known)) return undefined
  const there = known as Record<string, unknown>
  const kept = Object.keys(scripts).filter((name) => there[name] !== undefined && there[name] !== scripts[name])
  const wanted = Object.entries(scripts).filter(
    ([name, line]) => there[name] !== line && (force || !kept.includes(name)),
  )
  if (wanted.length === 0) return { text, kept }
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const code = withoutStrings(text)
  const outer = code.indexOf('{')
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  '
  let edited = text
  const at = content.scripts === undefined ? undefined : placeOf(text, code, outer, 'scripts')
  if (at === undefined) {
    const lines = wanted.map(([name, line]) => `${indent}${indent}${pair(name, line)}`)
    const block = `"scripts": {${newline}${lines.join(`,${newline}`)}${newline}${indent}}`
    const close = closingBracket(code, outer)!
    edited = appended(text, code, outer, close, `${indent}${block}`, newline)
  } else
    for (const [name, line] of wanted) {
      const now = withoutStrings(edited)
      const value = there[name] === undefined ? undefined : placeOf(edited, now, at, name)
      if (value !== undefined) {
        const end = endOfString(edited, value)
        edited = `${edited.slice(0, value)}${JSON.stringify(line)}${edited.slice(end)}`
      } else {
        const close = closingBracket(now, at)!
        edited = appended(edited, now, at, close, `${indent}${indent}${pair(name, line)}`, newline)
      }
    }
  return { text: edited, kept: force ? [] : kept }
}

const pair = (name: string, line: string) => `${JSON.stringify(name)}: ${JSON.stringify(line)}`

/** One more line at the end of the object between `open` and `close`. */
function appended(text: string, code: string, open: number, close: number, line: string, newline: string): string {
  const inner = text.slice(open + 1, close).trimEnd()
  const empty = code.slice(open + 1, close).trim() === '' && inner.trim() === ''
  const before = /\n([ \t]*)[^\n]*$/.exec(text.slice(0, open + 1))?.[1] ?? ''
  return `${text.slice(0, open + 1)}${empty ? '' : `${inner},`}${newline}${line}${newline}${before}${text.slice(close)}`
}

/** Where the value of this key of the object that opens at `open` begins. */
function placeOf(text: string, code: string, open: number, key: string): number | undefined {
  const close = closingBracket(code, open)
  let depth = 0
  for (let i = open; i < (close ?? 0); i++) {
    if (code[i] === '{' || code[i] === '[') depth += 1
    else if (code[i] === '}' || code[i] === ']') depth -= 1
    else if (code[i] === ':' && depth === 1) {
      const name = /"((?:[^"\\]|\\.)*)"\s*$/.exec(text.slice(open, i))?.[1]
      if (name === key) return i + 1 + (/^\s*/.exec(text.slice(i + 1))?.[0].length ?? 0)
    }
  }
  return undefined
}

function endOfString(text: string, from: number): number {
  return from + (/^"(?:[^"\\]|\\.)*"/.exec(text.slice(from))?.[0].length ?? 0)
}

const withoutStrings = (text: string) => text.replace(/"(?:[^"\\]|\\.)*"/g, (all) => ' '.repeat(all.length))

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
