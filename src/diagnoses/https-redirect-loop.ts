import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { cookiesSet, landing, urlOf } from '../findings/heads.ts'
import { answered, answerer, asked } from '../findings/quote.ts'

const bare = (url: URL) => `${url.hostname}${url.pathname}${url.search}`

/** Leads to the URL that was asked for, http and https taken as one. */
function toItself(exchange: ExchangeEvent): boolean {
  const [from, to] = [urlOf(exchange), landing(exchange)]
  return (
    from !== undefined &&
    to !== undefined &&
    bare(from) === bare(to) &&
    cookiesSet(exchange.browser.response).length === 0
  )
}

export default diagnosis({
  name: 'https-redirect-loop',
  level: 'error',
  about: 'A page redirects to itself until the browser gives up (ERR_TOO_MANY_REDIRECTS).',
  local: 'Nobody insists on https there.',
  looksAt: [['redirect']],
  check({ exchange, before }) {
    if (exchange.browser.request.method !== 'GET' || !toItself(exchange)) return undefined
    let times = 1
    for (const { exchange: earlier } of before()) {
      if (exchange.at - earlier.at > 10_000 || times === 3) break
      if (earlier.browser.request.target !== exchange.browser.request.target) continue
      if (!toItself(earlier)) return undefined
      times += 1
    }
    if (times < 3) return undefined
    const who = exchange.app ? 'the app' : answerer(exchange)
    return {
      title: `${asked(exchange).replace(/^#\d+ /, '')} redirects to itself for ever: ${who} does it`,
      subject: who,
      evidence: [answered(exchange), `${times} times in a row`],
    }
  },
  fix: {
    app: {
      any: 'redirect to https only when the first element of X-Forwarded-Proto is http, and let the app trust its front',
    },
    front: {
      any: 'redirect to https on the plain-http listener only, and speak https to the origin when it insists on it',
      cloudflare: 'SSL/TLS mode Full (strict) instead of Flexible',
    },
  },
  examples: {
    found: [
      {
        note: 'the front does it',
        wire: `
>  GET https://shop.localhost/login
<  301 Moved Permanently
   Location: https://shop.localhost/login
>  GET https://shop.localhost/login
<  301 Moved Permanently
   Location: https://shop.localhost/login
>  GET https://shop.localhost/login
<  301 Moved Permanently
   Location: https://shop.localhost/login
`,
      },
    ],
    quiet: [
      {
        note: 'http to https, each time it is typed',
        wire: `
>  GET http://shop.localhost/
<  301 Moved Permanently
   Location: https://shop.localhost/
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200 OK
>  GET http://shop.localhost/
<  301 Moved Permanently
   Location: https://shop.localhost/
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200 OK
>  GET http://shop.localhost/
<  301 Moved Permanently
   Location: https://shop.localhost/
`,
      },
    ],
  },
})
