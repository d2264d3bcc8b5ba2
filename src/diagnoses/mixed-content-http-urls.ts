import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { urlOf } from '../findings/heads.ts'
import { asked } from '../findings/quote.ts'

/** The page that the browser was on: the last one that it got whole, if that was over https. */
function secureUpTo({ exchange, before }: Scene): ExchangeEvent | undefined {
  for (const { exchange: earlier } of before()) {
    if (exchange.at - earlier.at > 600_000) return undefined
    if (earlier.kind !== 'document' || (earlier.browser.response?.status ?? 500) >= 300) continue
    return earlier.scheme === 'https' ? earlier : undefined
  }
  return undefined
}

export default diagnosis({
  name: 'mixed-content-http-urls',
  level: 'error',
  about:
    'A form on an https page posts to http on the same host: browsers warn, keep Secure cookies back, and the post is lost.',
  local: 'Everything is http there.',
  explains: ['post-becomes-get', 'schemeful-same-site-post', 'secure-cookie-on-plain-http'],
  looksAt: [['post']],
  check(scene) {
    const { exchange } = scene
    if (exchange.scheme !== 'http' || exchange.kind === 'fetch') return undefined
    const page = secureUpTo(scene)
    const [from, to] = [page && urlOf(page), urlOf(exchange)]
    if (!page || !from || !to || from.hostname !== to.hostname) return undefined
    return {
      title: `A form on https://${from.host} posts to http://${to.host}: the app wrote its own address with http`,
      subject: 'form',
      evidence: [`${asked(page)}: a page over https`, `${asked(exchange)}: over http, from that page`],
    }
  },
  fix: {
    app: {
      any: 'write relative URLs into pages, or take the public URL from configuration (AUTH_URL, NEXTAUTH_URL, BETTER_AUTH_URL with https)',
      express: "app.set('trust proxy', 1), so that req.protocol is what the browser uses",
    },
    front: { any: 'send X-Forwarded-Proto', nginx: 'proxy_set_header X-Forwarded-Proto $scheme;' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
   Sec-Fetch-Dest: document
>> GET /login
   Host: shop.localhost
   Accept: text/html
   Sec-Fetch-Dest: document
<< 200 OK
   Content-Type: text/html
>  POST http://shop.localhost/login
   Accept: text/html
   Origin: null
   Content-Type: application/x-www-form-urlencoded
<  301 Moved Permanently
   Location: https://shop.localhost/login
`,
      },
    ],
    quiet: [
      {
        note: 'the page was on http as well',
        wire: `
>  GET http://shop.localhost/search
   Accept: text/html
   Sec-Fetch-Dest: document
>> GET /search
   Host: shop.localhost
   X-Forwarded-Proto: http
   Accept: text/html
   Sec-Fetch-Dest: document
<< 200 OK
   Content-Type: text/html
>  POST http://shop.localhost/search
   Accept: text/html
   Origin: http://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /search
   Host: shop.localhost
   X-Forwarded-Proto: http
   Accept: text/html
   Origin: http://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 200 OK
`,
      },
    ],
  },
})
