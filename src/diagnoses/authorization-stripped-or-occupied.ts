import { diagnosis } from '../core/diagnosis.ts'
import { has } from '../core/headers.ts'
import { statusOf } from '../findings/heads.ts'
import { answered, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'authorization-stripped-or-occupied',
  level: 'error',
  about: 'The front removes Authorization, and the app answers 401.',
  local: 'The header reaches the app.',
  looksAt: [['refused', 'request-changed']],
  check(scene) {
    const { exchange } = scene
    const { app, browser } = exchange
    if (!app || !has(browser.request.headers, 'authorization') || has(app.request.headers, 'authorization'))
      return undefined
    const status = statusOf(app.response)
    if (status !== 401 && status !== 403) return undefined
    const by = whoChanged(exchange, 'Authorization', 'request') ?? 'the front'
    return {
      title: `${by} removes Authorization, and the app answers ${status}`,
      subject: by,
      evidence: [answered(exchange)],
    }
  },
  fix: {
    front: {
      any: 'forward Authorization to the app',
      cloudfront: 'an origin request policy or cache policy with Authorization',
      apache: 'CGIPassAuth On, or RequestHeader for proxied apps',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/orders
   Authorization: Bearer x
>> GET /api/orders
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 401 Unauthorized
`,
      },
    ],
    quiet: [
      {
        note: 'a password of the front itself',
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Authorization: Basic x
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
`,
      },
    ],
  },
})
