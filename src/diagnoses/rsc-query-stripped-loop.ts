import { diagnosis } from '../core/diagnosis.ts'
import { landing, queryAsked } from '../findings/heads.ts'
import { asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'rsc-query-stripped-loop',
  level: 'error',
  about: 'The front drops _rsc from the query; Next.js answers 307 with it for ever, and client navigation never ends.',
  local: 'Nobody drops the query there.',
  explains: ['query-stripped', 'https-redirect-loop', 'rsc-headers-stripped-storm'],
  looksAt: [['rsc', 'query', 'redirect']],
  check(scene) {
    const { exchange } = scene
    const { app } = exchange
    if (!app || !queryAsked(exchange.browser.request).has('_rsc') || queryAsked(app.request).has('_rsc'))
      return undefined
    if (app.response?.status !== 307 || !landing(exchange)?.searchParams.has('_rsc')) return undefined
    const by = whoChanged(exchange, '(target)', 'request') ?? 'the front'
    return {
      title: `${by} drops _rsc from the query: Next.js redirects to add it, again and again`,
      subject: by,
      evidence: [`${asked(exchange)}: _rsc came and did not reach the app, which answered 307 with _rsc`],
    }
  },
  fix: { front: { any: 'forward _rsc, and make it part of the cache key' } },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/cart?_rsc=1ab
   RSC: 1
   Next-Router-State-Tree: x
>> GET /cart
   Host: shop.localhost
   X-Forwarded-Proto: https
   RSC: 1
   Next-Router-State-Tree: x
<< 307 Temporary Redirect
   Location: /cart?_rsc=1ab
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/cart?_rsc=1ab
   RSC: 1
   Next-Router-State-Tree: x
>> GET /cart?_rsc=1ab
   Host: shop.localhost
   X-Forwarded-Proto: https
   RSC: 1
   Next-Router-State-Tree: x
<< 200 OK
   Content-Type: text/x-component
`,
      },
    ],
  },
})
