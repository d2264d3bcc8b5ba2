import { diagnosis } from '../core/diagnosis.ts'
import { has } from '../core/headers.ts'
import { statusOf } from '../findings/heads.ts'
import { answered, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'underscore-header-dropped',
  level: 'error',
  about: 'The front drops a header whose name has an underscore, as nginx does unless told otherwise.',
  local: 'The header reaches the app.',
  looksAt: [['refused', 'request-changed']],
  check(scene) {
    const { exchange } = scene
    const { app, browser } = exchange
    const status = statusOf(app?.response)
    if (!app || (status !== 401 && status !== 403)) return undefined
    const lost = browser.request.headers.find(
      (name, i) => i % 2 === 0 && name.includes('_') && !has(app.request.headers, name),
    )
    if (lost === undefined) return undefined
    return {
      title: `The header ${lost} does not reach the app, which answers ${status}: its name has an underscore`,
      subject: lost,
      evidence: [answered(exchange), `${whoChanged(exchange, lost, 'request') ?? 'the front'} dropped ${lost}`],
    }
  },
  fix: {
    app: { any: 'name the header with hyphens' },
    front: { any: 'let names with underscores through', nginx: 'underscores_in_headers on;' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/orders
   access_token: x
>> GET /api/orders
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 401 Unauthorized
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/api/orders
   access_token: x
>> GET /api/orders
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
`,
      },
    ],
  },
})
