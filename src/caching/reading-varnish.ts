// How Varnish 7.1 reads the same fields (measured with its built-in VCL): a few statuses only, s-maxage and max-age cut
// short at the first byte that is no digit, Expires 0, -1 and 1970 taken for absent, Age taken off, and Surrogate-Control
// asked before Cache-Control whether anything may be stored at all.
import { get, getAll, has } from '../core/headers.ts'
import { splitList } from './directives.ts'
import { parseVarnishDate } from './http-date.ts'
import type { Reader } from './reading.ts'
import { SILENT } from './reading.ts'

const STORED = new Set([200, 203, 204, 300, 301, 404, 410, 414])
const STORED_IF_TOLD = new Set([302, 307])
/** A Date within this of our clock is believed to be the same clock (parameter clock_skew). */
const CLOCK_SKEW = 10_000

export const readVarnish: Reader = ({ status, headers }, { answered }, { sources, passedOver }) => {
  const age = seconds(get(headers, 'age') ?? '')
  const base = { ...SILENT, age, shared: true, byDefault: STORED.has(status) }
  const control = sources.includes('cache-control') ? getAll(headers, 'cache-control').join(', ') : ''
  const surrogate = sources.includes('surrogate-control') && has(headers, 'surrogate-control')
  const words = surrogate ? /no-store/i : /no-cache|no-store|private/i
  const said = words.exec(surrogate ? getAll(headers, 'surrogate-control').join(', ') : control)?.[0].toLowerCase()
  if (said !== undefined && !passedOver.has(said)) return { ...base, forbidden: said }
  const told = directive(control, 's-maxage') ?? directive(control, 'max-age') ?? expires()
  // Any other status has a lifetime below 0, which VCL may change (beresp.ttl).
  const lifetime = STORED.has(status) || STORED_IF_TOLD.has(status) ? told : 0
  const whileRevalidate = directive(control, 'stale-while-revalidate')
  return {
    ...base,
    ...(lifetime === undefined ? {} : { lifetime }),
    ...(whileRevalidate === undefined ? {} : { whileRevalidate }),
  }

  function expires(): number | undefined {
    const at = sources.includes('expires') ? parseVarnishDate(get(headers, 'expires') ?? '', answered) : undefined
    if (!at || at < 0) return undefined
    const date = parseVarnishDate(get(headers, 'date') ?? '', answered) ?? 0
    if (at < date) return 0
    const trusted = date === 0 || Math.abs(date - answered) < CLOCK_SKEW
    return Math.max(0, at - (trusted ? answered : date))
  }
}

/** Milliseconds. A directive without `=` has no value and counts as absent. */
function directive(control: string, name: string): number | undefined {
  for (const member of splitList(control)) {
    const [, value] = new RegExp(`^${name}=(.*)$`, 'is').exec(member) ?? []
    if (value !== undefined) return seconds(value)
  }
  return undefined
}

/** Milliseconds of a whole number, what follows its point cut off; 0 for anything else. */
function seconds(text: string): number {
  return /^\s*\d+\s*(?:$|[,.])/.test(text) ? Number.parseInt(text, 10) * 1000 : 0
}
