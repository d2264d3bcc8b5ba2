// How a cache tells what it did: Cache-Status (RFC 9211), or one vendor's field with one vendor's words.
import type { HeaderList } from '../core/headers.ts'
import { add, set } from '../core/headers.ts'

export const OUTCOMES = [
  'hit',
  'stale',
  'updating',
  'revalidated',
  'miss',
  'expired',
  'uncacheable',
  'bypass',
  'ineligible',
  'method',
] as const
/**
 * hit, stale (in place of an error, or while it is refreshed), updating (somebody else refreshes it), revalidated (304 from the app);
 * miss and expired: the app answered; uncacheable: it answered, and that is not stored; bypass, ineligible, method: the cache stood aside.
 */
export type Outcome = (typeof OUTCOMES)[number]

export type StatusStyle =
  | { readonly kind: 'cache-status'; readonly name: string }
  /** `$id` and `$by` stand for the exchange's number and the one that stored the answer. */
  | { readonly kind: 'words'; readonly header: string; readonly words: Readonly<Partial<Record<Outcome, string>>> }

export interface Report {
  readonly outcome: Outcome
  readonly exchange: number
  /** The exchange that stored the answer. */
  readonly by?: number
  /** Why the app was asked for what turned out uncacheable. */
  readonly after?: 'miss' | 'expired'
  /** Milliseconds of freshness left. */
  readonly ttl?: number
  /** Why the request went on to the app, in the terms of RFC 9211 section 2.2. */
  readonly forwarded?: 'bypass' | 'method' | 'uri-miss' | 'vary-miss' | 'stale' | 'request' | 'partial'
  /** The app's status, when it is not the one that goes out. */
  readonly forwardedStatus?: number
  readonly stored?: boolean
  readonly collapsed?: boolean
  readonly why?: string
}

const WORDS: Partial<Record<Outcome, string>> = {
  hit: 'HIT',
  stale: 'STALE',
  updating: 'UPDATING',
  revalidated: 'REVALIDATED',
  miss: 'MISS',
  expired: 'EXPIRED',
  bypass: 'BYPASS',
}

export function withStatus(headers: HeaderList, styles: readonly StatusStyle[], report: Report): HeaderList {
  return styles.reduce((now, style) => withOne(now, style, report), headers)
}

function withOne(headers: HeaderList, style: StatusStyle, report: Report): HeaderList {
  // A list field: caches nearer to the app stand first (RFC 9211 section 2).
  if (style.kind === 'cache-status') return add(headers, 'Cache-Status', cacheStatus(style.name, report))
  const { outcome } = report
  const said = (one: Outcome) => style.words[one] ?? WORDS[one]
  const word = said(outcome) ?? (outcome === 'uncacheable' ? said(report.after ?? 'miss') : undefined)
  if (word === undefined || word === '') return headers
  const text = word.replaceAll('$id', String(report.exchange)).replaceAll('$by', String(report.by ?? report.exchange))
  return set(headers, style.header, text)
}

function cacheStatus(name: string, r: Report): string {
  const parts = [/^[A-Za-z*][\w!#$%&'*+\-.^`|~:/]*$/.test(name) ? name : JSON.stringify(name)]
  if (r.outcome === 'hit' || r.outcome === 'stale' || r.outcome === 'updating') parts.push('hit')
  else parts.push(`fwd=${r.forwarded ?? 'miss'}`)
  if (r.forwardedStatus !== undefined) parts.push(`fwd-status=${r.forwardedStatus}`)
  if (r.ttl !== undefined) parts.push(`ttl=${Math.floor(r.ttl / 1000)}`)
  if (r.stored) parts.push('stored')
  if (r.collapsed) parts.push('collapsed')
  if (r.why !== undefined) parts.push(`detail=${JSON.stringify(r.why.replace(/[^ -~]/g, '?'))}`)
  return parts.join('; ')
}
