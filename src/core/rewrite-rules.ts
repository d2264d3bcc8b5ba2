// Rules as nginx writes them for redirects and cookies: a literal text or, after `~`, a regular expression (`~*` without
// case), and a replacement with $1 and $host. The first rule that matches counts.

export interface RewriteRule {
  readonly from: string
  readonly to: string
}

/** Undefined when no rule matches. `prefix`: a literal replaces the beginning; `whole`: all, without case and leading dot (domains). */
export function rewriteBy(
  rules: readonly RewriteRule[],
  value: string,
  host: string,
  how: 'prefix' | 'whole',
): string | undefined {
  for (const { from, to } of rules) {
    const text = to.replaceAll('$host', host)
    if (from.startsWith('~')) {
      const pattern = from.startsWith('~*') ? new RegExp(from.slice(2), 'i') : new RegExp(from.slice(1))
      if (pattern.test(value)) return value.replace(pattern, text)
    } else if (how === 'prefix' && value.startsWith(from)) return text + value.slice(from.length)
    else if (how === 'whole' && plain(value) === plain(from)) return text
  }
  return undefined
}

const plain = (domain: string) => domain.replace(/^\./, '').toLowerCase()
