import { describe, expect, it } from 'vitest'
import { isUpgrade, kindOf, pathOf, queryOf, REQUEST_KINDS } from '../../src/core/kind.ts'

const of = (target: string, ...headers: string[]) => kindOf({ method: 'GET', target, headers })
const NAVIGATION = ['Sec-Fetch-Dest', 'document', 'Sec-Fetch-Mode', 'navigate'] as const

describe('what a request is for', () => {
  it.each([
    ['a page in the address bar', 'document', of('/', ...NAVIGATION)],
    ['a page in a frame', 'document', of('/', 'Sec-Fetch-Dest', 'iframe', 'Sec-Fetch-Mode', 'navigate')],
    ['a page for a browser without Fetch Metadata', 'document', of('/', 'Accept', 'text/html,*/*;q=0.8')],
    ['a page for curl with the browser hint', 'document', of('/', 'Upgrade-Insecure-Requests', '1')],
    ['curl', 'fetch', of('/', 'Accept', '*/*')],
    ['nothing said', 'fetch', of('/api/me')],
    ['fetch() that takes HTML', 'fetch', of('/x', 'Sec-Fetch-Dest', 'empty', 'Accept', 'text/html')],
    ['a Server Action', 'action', of('/', 'Next-Action', 'abc', 'RSC', '1', 'Sec-Fetch-Dest', 'empty')],
    ['a client-side navigation', 'rsc', of('/?_rsc=x', 'RSC', '1', 'Sec-Fetch-Dest', 'empty')],
    ['a router prefetch', 'prefetch', of('/?_rsc=x', 'RSC', '1', 'Next-Router-Prefetch', '1')],
    ['a speculation rule', 'prefetch', of('/', 'Sec-Purpose', 'prefetch;prerender', ...NAVIGATION)],
    ['the old purpose header', 'prefetch', of('/', 'Purpose', 'prefetch')],
    ['a script', 'static', of('/any', 'Sec-Fetch-Dest', 'script')],
    ['a chunk', 'static', of('/_next/static/chunks/main.js?v=1')],
    ['the image optimizer', 'static', of('/_next/image?url=%2Fa.png&w=64&q=75')],
    ['a file by its ending', 'static', of('/favicon.ICO')],
    ['an ending in the query only', 'fetch', of('/api?file=a.js')],
    ['a page that is called like a file', 'document', of('/docs/next.js', ...NAVIGATION)],
    ['hot reload', 'websocket', of('/_next/webpack-hmr', 'Connection', 'keep-alive, Upgrade', 'Upgrade', 'WebSocket')],
    ['an h2c upgrade', 'fetch', of('/', 'Connection', 'Upgrade', 'Upgrade', 'h2c')],
    ['an Upgrade that Connection does not name', 'fetch', of('/', 'Connection', 'close', 'Upgrade', 'websocket')],
  ])('%s: %s', (_what, wanted, got) => {
    expect(got).toBe(wanted)
    expect(REQUEST_KINDS).toContain(got)
  })

  it('an upgrade is asked for by both headers', () => {
    expect(isUpgrade(['Connection', 'upgrade', 'Upgrade', 'websocket'])).toBe(true)
    expect(isUpgrade(['Connection', 'x-upgrade', 'Upgrade', 'websocket'])).toBe(false)
    expect(isUpgrade(['Connection', 'upgrade'])).toBe(false)
  })
})

describe('the parts of a request target', () => {
  it.each([
    ['/', '/', ''],
    ['/a/b?c=d?e', '/a/b', '?c=d?e'],
    ['/a//b', '/a//b', ''],
    ['/a?u=http://x/y', '/a', '?u=http://x/y'],
    ['http://host', '/', ''],
    ['http://host/a?b', '/a', '?b'],
    ['http://host?b=/c', '/', '?b=/c'],
    ['?x', '/', '?x'],
    ['*', '*', ''],
  ])('%s', (target, path, query) => {
    expect([pathOf(target), queryOf(target)]).toEqual([path, query])
  })
})
