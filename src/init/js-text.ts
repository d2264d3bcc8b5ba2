// As much of JavaScript's grammar as it takes to put a line into a configuration file without touching the rest: which characters
// are code, and where the bracket that opens somewhere closes.

/** The text with strings, comments and regular expressions as spaces, place by place. Line ends stay. */
export function codeOf(text: string): string {
  const out =
    [...text].length === text.length ? text.split('') : Array.from({ length: text.length }, (_, i) => text[i]!)
  const blank = (from: number, to: number) => {
    for (let i = from; i < to && i < out.length; i++) if (out[i] !== '\n' && out[i] !== '\r') out[i] = ' '
  }
  let before = ''
  for (let i = 0; i < text.length; ) {
    const end = endOfOther(text, i, before)
    if (end > i) {
      blank(i, end)
      // A value: what stands after it is no regular expression.
      if (!/^\/[/*]/.test(text.slice(i, i + 2))) before = ')'
      i = end
      continue
    }
    if (!/\s/.test(text[i]!)) before = /[\w$]/.test(text[i]!) && /[\w$]$/.test(before) ? before + text[i] : text[i]!
    i += 1
  }
  return out.join('')
}

/** Where something that is no code and begins here ends; `from` itself for code. */
function endOfOther(text: string, from: number, before: string): number {
  const two = text.slice(from, from + 2)
  if (two === '//') return until(text, from, /\r?\n|$/g)
  if (two === '/*') return after(text, from + 2, '*/')
  const quote = text[from]!
  if (quote === '"' || quote === "'") return closing(text, from, quote)
  if (quote === '`') return closing(text, from, quote)
  const value = /[\w$)\]}]$/.test(before) && !/^(?:return|typeof|case|in|of|void|do|else)$/.test(before)
  return quote === '/' && !value ? closing(text, from, '/') : from
}

/** A template's `${...}` counts as part of it: nothing is looked for in there. */
function closing(text: string, from: number, quote: string): number {
  let depth = 0
  let inClass = false
  for (let i = from + 1; i < text.length; i++) {
    const char = text[i]!
    if (char === '\\') i += 1
    else if (quote === '`' && char === '$' && text[i + 1] === '{') depth += 1
    else if (quote === '`' && char === '}' && depth > 0) depth -= 1
    else if (quote === '/' && char === '[') inClass = true
    else if (quote === '/' && char === ']') inClass = false
    else if (char === quote && depth === 0 && !inClass) return i + 1
    else if (char === '\n' && quote !== '`') return i
  }
  return text.length
}

const after = (text: string, from: number, mark: string) => {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at + mark.length
}

function until(text: string, from: number, end: RegExp): number {
  end.lastIndex = from
  return end.exec(text)?.index ?? text.length
}

const CLOSES: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' }

/** `code` as of `codeOf`; undefined when it never closes, or closes with another one. */
export function closingBracket(code: string, open: number): number | undefined {
  const waiting: string[] = []
  for (let i = open; i < code.length; i++) {
    const char = code[i]!
    if (CLOSES[char] !== undefined) waiting.push(CLOSES[char]!)
    else if (char === '}' || char === ']' || char === ')') {
      if (waiting.pop() !== char) return undefined
      if (waiting.length === 0) return i
    }
  }
  return undefined
}
