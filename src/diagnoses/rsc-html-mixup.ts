import { diagnosis } from '../core/diagnosis.ts'
import { get, has } from '../core/headers.ts'
import { answerer, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'rsc-html-mixup',
  level: 'error',
  about:
    'A cache mixes up page and client-navigation payload of one URL: people see raw text, or navigation reloads for ever.',
  local: 'Nothing caches there.',
  explains: ['cached-html-of-another-user'],
  looksAt: [['cached', 'rsc']],
  check(scene) {
    const { exchange } = scene
    const type = get(exchange.browser.response?.headers ?? [], 'content-type') ?? ''
    const asksPayload = has(exchange.browser.request.headers, 'rsc')
    const payload = type.startsWith('text/x-component')
    if (
      exchange.browser.response?.status !== 200 ||
      asksPayload === payload ||
      !(payload || type.startsWith('text/html'))
    )
      return undefined
    if (!asksPayload && exchange.kind !== 'document') return undefined
    return {
      title: asksPayload
        ? 'A client navigation gets a whole page out of the cache'
        : 'A page load gets the payload of a client navigation out of the cache',
      subject: String(asksPayload),
      evidence: [`${asked(exchange)}: ${answerer(exchange)} answered ${type}`],
    }
  },
  fix: {
    front: {
      any: 'make RSC, Next-Router-State-Tree, Next-Router-Prefetch and Next-Url (or _rsc) part of the cache key',
      cloudflare: 'it does not heed Vary: put _rsc in the cache key, or do not cache pages',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/about
   RSC: 1
>> GET /about
   Host: shop.localhost
   X-Forwarded-Proto: https
   RSC: 1
<< 200 OK
   Cache-Control: s-maxage=60
   Content-Type: text/x-component
   | 0:{}
>  GET https://shop.localhost/about as=bob
   Accept: text/html
<  200 OK
   Content-Type: text/x-component
   | 0:{}
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/about
   RSC: 1
>> GET /about
   Host: shop.localhost
   X-Forwarded-Proto: https
   RSC: 1
<< 200 OK
   Cache-Control: s-maxage=60
   Content-Type: text/x-component
   | 0:{}
>  GET https://shop.localhost/about as=bob
   RSC: 1
<  200 OK
   Content-Type: text/x-component
   | 0:{}
`,
      },
    ],
  },
})
