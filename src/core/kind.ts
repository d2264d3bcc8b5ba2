// What a request is for, told from its head alone, so that scenarios can say `kind: document` instead of regexps.
import type { HeaderList } from './headers.ts'
import { get, has, members } from './headers.ts'

/** Next.js header names as of next 16 (measured); Sec-Fetch-* as in the W3C Fetch Metadata specification. */
export const REQUEST_KINDS = ['websocket', 'action', 'prefetch', 'rsc', 'static', 'document', 'fetch'] as const
export type RequestKind = (typeof REQUEST_KINDS)[number]

const STATIC_PATH =
  /^\/_next\/(?:static|image)|\.(?:js|mjs|css|map|png|jpe?g|gif|webp|avif|svg|ico|woff2?|ttf|otf|wasm)$/i
const STATIC_DESTINATION = new Set([
  'script',
  'style',
  'image',
  'font',
  'manifest',
  'audio',
  'video',
  'track',
  'worker',
])

export function pathOf(target: string): string {
  const start = target.startsWith('/') ? 0 : authorityEnd(target)
  const query = target.indexOf('?', start)
  const path = query < 0 ? target.slice(start) : target.slice(start, query)
  return path === '' ? '/' : path
}

/** The query with its `?`, or an empty string. */
export function queryOf(target: string): string {
  const query = target.indexOf('?')
  return query < 0 ? '' : target.slice(query)
}

function authorityEnd(target: string): number {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i.exec(target)?.[0].length ?? 0
}

export function isUpgrade(headers: HeaderList): boolean {
  return has(headers, 'upgrade') && members(headers, 'connection').some((token) => token.toLowerCase() === 'upgrade')
}

export function kindOf(head: { method: string; target: string; headers: HeaderList }): RequestKind {
  const { headers } = head
  if (isUpgrade(headers) && get(headers, 'upgrade')!.toLowerCase() === 'websocket') return 'websocket'
  if (has(headers, 'next-action')) return 'action'
  if (
    has(headers, 'next-router-prefetch') ||
    /\bprefetch\b/.test(get(headers, 'sec-purpose') ?? get(headers, 'purpose') ?? '')
  ) {
    return 'prefetch'
  }
  if (has(headers, 'rsc')) return 'rsc'
  const destination = get(headers, 'sec-fetch-dest')
  if (destination && STATIC_DESTINATION.has(destination)) return 'static'
  if (destination === 'document' || destination === 'iframe' || get(headers, 'sec-fetch-mode') === 'navigate')
    return 'document'
  if (STATIC_PATH.test(pathOf(head.target))) return 'static'
  if (
    destination === undefined &&
    (has(headers, 'upgrade-insecure-requests') || /\btext\/html\b/.test(get(headers, 'accept') ?? ''))
  ) {
    return 'document'
  }
  return 'fetch'
}
