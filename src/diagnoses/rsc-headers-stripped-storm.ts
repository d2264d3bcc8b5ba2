import { diagnosis } from '../core/diagnosis.ts'
import { has } from '../core/headers.ts'
import { landing, queryAsked } from '../findings/heads.ts'
import { asked, whoChanged } from '../findings/quote.ts'

const HASHED = ['Next-Url', 'Next-Router-State-Tree', 'Next-Router-Prefetch', 'Next-Router-Segment-Prefetch']

export default diagnosis({
  name: 'rsc-headers-stripped-storm',
  level: 'warning',
  about:
    'The front drops one of the headers of client navigation; Next.js answers each with a 307 first, and every navigation is asked twice.',
  local: 'All headers reach the app.',
  looksAt: [['rsc', 'query', 'redirect', 'request-changed']],
  check(scene) {
    const { exchange } = scene
    const { app, browser } = exchange
    const to = landing(exchange)?.searchParams.get('_rsc')
    if (app?.response?.status !== 307 || !to || to === queryAsked(browser.request).get('_rsc')) return undefined
    const lost = HASHED.filter((name) => has(browser.request.headers, name) && !has(app.request.headers, name))
    if (lost.length === 0) return undefined
    const by = whoChanged(exchange, lost[0]!, 'request') ?? 'the front'
    return {
      title: `${by} drops ${lost.join(', ')}: Next.js answers every client navigation with a 307 first`,
      subject: by,
      evidence: [`${asked(exchange)}: ${lost.join(', ')} came and did not reach the app, whose 307 names another _rsc`],
    }
  },
  fix: {
    front: {
      any: 'forward RSC, Next-Router-State-Tree, Next-Router-Prefetch, Next-Router-Segment-Prefetch and Next-Url',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/cart?_rsc=1ab
   RSC: 1
   Next-Router-State-Tree: x
   Next-Url: /
>> GET /cart?_rsc=1ab
   Host: shop.localhost
   X-Forwarded-Proto: https
   RSC: 1
   Next-Router-State-Tree: x
<< 307 Temporary Redirect
   Location: /cart?_rsc=9zz
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/cart?_rsc=1ab
   RSC: 1
   Next-Router-State-Tree: x
   Next-Url: /
   X-Debug: 1
>> GET /cart?_rsc=1ab
   Host: shop.localhost
   X-Forwarded-Proto: https
   RSC: 1
   Next-Router-State-Tree: x
   Next-Url: /
<< 307 Temporary Redirect
   Location: /login?_rsc=9zz
`,
      },
    ],
  },
})
