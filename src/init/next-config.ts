// `allowedDevOrigins` in next.config (nextjs.org/docs/app/api-reference/config/next-config-js/allowedDevOrigins): put where the
// configuration is one object written down, and left to the person where it is anything else.
import { closingBracket, codeOf } from './js-text.ts'

/** In the order in which Next looks for them. */
export const NEXT_CONFIGS = ['next.config.js', 'next.config.mjs', 'next.config.ts', 'next.config.cjs']

export type Edited =
  | { readonly text: string }
  /** Why it was left as it is. `same`: all of it is there. */
  | { readonly same: true }
  | { readonly reason: string }

export function newConfig(hosts: readonly string[], name: string): string {
  const list = `  allowedDevOrigins: [${quoted(hosts)}],\n`
  if (name.endsWith('.ts'))
    return `import type { NextConfig } from 'next'\n\nconst nextConfig: NextConfig = {\n${list}}\n\nexport default nextConfig\n`
  return `/** @type {import('next').NextConfig} */\nconst nextConfig = {\n${list}}\n\nexport default nextConfig\n`
}

export function withOrigins(text: string, hosts: readonly string[]): Edited {
  const code = codeOf(text)
  const known = /\ballowedDevOrigins\s*:/.exec(code)
  if (known) return intoList(text, code, known.index + known[0].length, hosts)
  const open = configObject(code)
  const close = open === undefined ? undefined : closingBracket(code, open)
  if (open === undefined || close === undefined)
    return { reason: 'its configuration is not one object that is written down there' }
  return { text: intoObject(text, code, open, close, `allowedDevOrigins: [${quoted(hosts)}]`) }
}

function intoList(text: string, code: string, from: number, hosts: readonly string[]): Edited {
  const open = from + (/^\s*/.exec(code.slice(from))?.[0].length ?? 0)
  const close = code[open] === '[' ? closingBracket(code, open) : undefined
  if (close === undefined)
    return { reason: 'it says allowedDevOrigins already, and not as a list that is written down there' }
  const inner = text.slice(open + 1, close)
  const missing = hosts.filter((host) => !new RegExp(`(['"\`])${host.replaceAll('.', '\\.')}\\1`).test(inner))
  if (missing.length === 0) return { same: true }
  const used = code.slice(open + 1, close).trimEnd()
  const bare = used.trim() === '' && inner.trim() === ''
  const end = inner.trimEnd().length
  const comma = bare || inner.trimEnd().endsWith(',') ? '' : ','
  const [, indent = ''] = /\n([ \t]+)\S/.exec(inner) ?? []
  const gap = inner.includes('\n') ? `\n${indent}` : bare ? '' : ' '
  const tail = inner.includes('\n') ? ',' : ''
  return {
    text: `${text.slice(0, open + 1 + end)}${comma}${gap}${quoted(missing)}${tail}${text.slice(open + 1 + end)}`,
  }
}

/** As the first line of it: what stands at the end may be spread, or end with a comment. */
function intoObject(text: string, code: string, open: number, close: number, line: string): string {
  const inner = code.slice(open + 1, close)
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  if (inner.trim() === '' && !text.slice(open + 1, close).includes('\n'))
    return `${text.slice(0, open + 1)}${newline}  ${line},${newline}${text.slice(close)}`
  if (!inner.includes('\n')) return `${text.slice(0, open + 1)} ${line},${text.slice(open + 1)}`
  const [, indent = '  '] = /\n([ \t]+)\S/.exec(inner) ?? []
  return `${text.slice(0, open + 1)}${newline}${indent}${line},${text.slice(open + 1)}`
}

/** Where its `{` is: exported as it stands, or under a name that is exported. */
function configObject(code: string): number | undefined {
  const exported = /\b(?:export\s+default|module\.exports\s*=|export\s*=)\s*/.exec(code)
  if (!exported) return undefined
  const after = exported.index + exported[0].length
  if (code[after] === '{') return after
  // The last argument of wrappers: withA(withB(nextConfig)); a call of anything else decides by itself.
  const names = code.slice(after).match(/^(?:[\w$.]+\s*\(\s*)*([\w$]+)/)
  const name = names?.[1]
  if (name === undefined) return undefined
  const wrapped = /^(?:[\w$.]+\s*\(\s*)+\{/.exec(code.slice(after))
  if (wrapped) return after + wrapped[0].length - 1
  const declared = new RegExp(
    `\\b(?:const|let|var)\\s+${name.replaceAll('$', '\\$')}\\b\\s*(?::\\s*[\\w$.]+\\s*)?=\\s*\\{`,
  ).exec(code)
  return declared ? declared.index + declared[0].length - 1 : undefined
}

const quoted = (hosts: readonly string[]) => hosts.map((host) => `'${host}'`).join(', ')
