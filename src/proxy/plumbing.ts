// A dev server's own traffic: code, hot reload, error overlay. Production has none of it, so scenario steps leave it alone;
// a fault there would break development in ways that no production does. Its Origin is set so that the dev server's origin
// gate (allowedDevOrigins) passes whatever the public name is. All measured with next 16.4.6.
import type { RequestHead, Upstream } from '../core/exchange.ts'
import { get, set } from '../core/headers.ts'
import { pathOf } from '../core/kind.ts'

// Not /_next/data and /_next/image: these are the application's own content, and caches and rewrites meet them in production.
const NEXT = /^\/(?:_next\/(?!data\/|image\b)|__nextjs)/
const NEXT_ANYWHERE = /\/(?:_next\/(?!data\/|image\b)|__nextjs)/
const OTHERS =
  /^\/(?:@vite\/|@react-refresh|@id\/|@fs\/|node_modules\/\.vite\/|__webpack_hmr|sockjs-node|_nuxt\/|__vite_ping)/

export function isPlumbing(target: string): boolean {
  if (
    !target.includes('/_') &&
    !target.includes('/@') &&
    !target.includes('/node_modules') &&
    !target.includes('/sockjs')
  )
    return false
  const path = pathOf(target)
  return NEXT.test(path) || OTHERS.test(path)
}

/** Next looks at Origin's host name only, and only on paths with /_next or /__nextjs in them, a basePath before it or not. */
export function passOriginGate(head: RequestHead, upstream: Upstream): RequestHead {
  const origin = get(head.headers, 'origin')
  if (origin === undefined || !NEXT_ANYWHERE.test(pathOf(head.target))) return head
  return { ...head, headers: set(head.headers, 'Origin', `http://localhost:${upstream.port}`) }
}
