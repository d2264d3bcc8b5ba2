import { diagnosis } from '../core/diagnosis.ts'
import { answerer, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'keepalive-race-502',
  level: 'error',
  about:
    'The front sends a request on an idle connection that the app is just closing: it is lost, and the browser gets 502.',
  local: 'The browser opens a new connection by itself.',
  looksAt: [['refused']],
  check({ exchange }) {
    const status = exchange.browser.response?.status ?? 0
    if (!exchange.staleConnection || exchange.app?.response || status < 500) return undefined
    return {
      title: `The app closed an idle connection just as the front sent a request on it (${status})`,
      subject: 'connection',
      evidence: [`${asked(exchange)}: ${answerer(exchange)} answered ${status}; the app never saw the request`],
    }
  },
  fix: {
    app: {
      any: 'keep idle connections longer than the front does: next start --keepAliveTimeout 65000, server.keepAliveTimeout = 65_000',
    },
    front: {
      any: 'close idle connections sooner than the app (Node: after 5 s)',
      nginx: 'keepalive_timeout 4s; in the upstream block',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/login
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
<< stale
<  502 Bad Gateway
`,
      },
    ],
    quiet: [
      {
        note: 'the app is down',
        wire: `
>  GET https://shop.localhost/report
>> GET /report
   Host: shop.localhost
   X-Forwarded-Proto: https
<  502 Bad Gateway
`,
      },
      {
        note: 'sent again, and answered',
        wire: `
>  GET https://shop.localhost/report
>> GET /report
   Host: shop.localhost
   X-Forwarded-Proto: https
<< stale
<< 200 OK
<  200 OK
`,
      },
    ],
  },
})
