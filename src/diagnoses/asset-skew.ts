import { diagnosis } from '../core/diagnosis.ts'
import { pathAsked } from '../findings/heads.ts'
import { answered, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'asset-skew',
  level: 'warning',
  about: 'A page asks for a file of its build that the answering instance does not have.',
  local: 'One build serves page and files.',
  looksAt: [['refused', 'instances']],
  check(scene) {
    const { exchange } = scene
    if (exchange.app?.response?.status !== 404 || !pathAsked(exchange).startsWith('/_next/static/')) return undefined
    for (const { exchange: earlier } of scene.before()) {
      if (earlier.kind !== 'document' || !earlier.app) continue
      if (earlier.app.instance === exchange.app.instance) return undefined
      return {
        title: `A file of the page is missing at instance ${exchange.app.instance}; the page came from ${earlier.app.instance}`,
        subject: exchange.app.instance,
        evidence: [asked(earlier), answered(exchange)],
      }
    }
    return undefined
  },
  fix: {
    app: {
      any: 'build once and deploy that build everywhere, or serve /_next/static of the last builds from one place',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
>  GET https://shop.localhost/_next/static/chunks/a.js
>> GET /_next/static/chunks/a.js to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 404 Not Found
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
>  GET https://shop.localhost/_next/static/chunks/a.js
>> GET /_next/static/chunks/a.js to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
`,
      },
    ],
  },
})
