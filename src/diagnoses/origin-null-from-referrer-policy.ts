import { diagnosis } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { statusOf } from '../findings/heads.ts'
import { answered, asked, changedBy } from '../findings/quote.ts'

export default diagnosis({
  name: 'origin-null-from-referrer-policy',
  level: 'error',
  about: 'Referrer-Policy: no-referrer makes browsers send Origin: null with forms, which the app refuses.',
  local: 'No front adds that policy.',
  looksAt: [['post', 'refused']],
  check(scene) {
    const { exchange } = scene
    const { headers } = exchange.browser.request
    const status = statusOf(exchange.app?.response)
    if (get(headers, 'origin') !== 'null' || get(headers, 'sec-fetch-site') !== 'same-origin') return undefined
    if (status !== 403 && status !== 500 && status !== 400) return undefined
    for (const { exchange: earlier } of scene.before()) {
      const policy = get(earlier.browser.response?.headers ?? [], 'referrer-policy')
      if (earlier.kind !== 'document' || policy !== 'no-referrer') continue
      const by = changedBy(earlier, 'Referrer-Policy', 'response')
      return {
        title: `The form came with Origin: null, because its page says Referrer-Policy: no-referrer; the app answered ${status}`,
        subject: 'null',
        evidence: [`${asked(earlier)}: Referrer-Policy: no-referrer`, ...by, answered(exchange)],
      }
    }
    return undefined
  },
  fix: {
    front: { any: 'Referrer-Policy: strict-origin-when-cross-origin' },
    app: { any: 'Referrer-Policy: strict-origin-when-cross-origin on pages with forms' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
<  200 OK
   Referrer-Policy: no-referrer
>  POST https://shop.localhost/login
   Origin: null
   Content-Type: application/x-www-form-urlencoded
   Sec-Fetch-Site: same-origin
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: null
   Content-Type: application/x-www-form-urlencoded
<< 403 Forbidden
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
<  200 OK
   Referrer-Policy: no-referrer
>  POST https://shop.localhost/login
   Origin: null
   Content-Type: application/x-www-form-urlencoded
   Sec-Fetch-Site: same-origin
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: null
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
