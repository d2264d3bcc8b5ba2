import { diagnosis } from '../core/diagnosis.ts'
import { get, has } from '../core/headers.ts'
import { pathAsked, statusOf } from '../findings/heads.ts'
import { answered, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'sse-or-websocket-broken',
  level: 'error',
  about: 'The front does not hand the Upgrade of a WebSocket on, so it never opens.',
  local: 'Browser and app speak to each other directly.',
  looksAt: [['upgrade', 'request-changed']],
  check(scene) {
    const { exchange } = scene
    const { app, browser } = exchange
    if (
      !app ||
      get(browser.request.headers, 'upgrade')?.toLowerCase() !== 'websocket' ||
      has(app.request.headers, 'upgrade')
    )
      return undefined
    if (statusOf(browser.response) === 101) return undefined
    const path = pathAsked(exchange)
    // Hot reload is no part of production; but a page of a dev server may not come alive without it.
    const dev = path.startsWith('/_next/')
    return {
      title: `The WebSocket ${path} does not open: the front drops Upgrade${dev ? '; without it a page of the dev server may not come alive' : ''}`,
      subject: path,
      level: dev ? 'info' : 'error',
      evidence: [answered(exchange), `${whoChanged(exchange, 'Upgrade', 'request') ?? 'the front'} dropped Upgrade`],
    }
  },
  fix: {
    front: {
      any: 'hand Upgrade and Connection on, over HTTP/1.1',
      nginx: 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;',
      apache: 'ProxyPass ... upgrade=websocket',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/live
   Connection: Upgrade
   Upgrade: websocket
>> GET /live 1.0
   Host: shop.localhost
<< 400 Bad Request
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/live
   Connection: Upgrade
   Upgrade: websocket
>> GET /live
   Host: shop.localhost
   Connection: Upgrade
   Upgrade: websocket
<< 101 Switching Protocols
   Upgrade: websocket
`,
      },
    ],
  },
})
