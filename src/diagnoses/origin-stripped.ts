import { diagnosis } from '../core/diagnosis.ts'
import { get, has } from '../core/headers.ts'
import { statusOf } from '../findings/heads.ts'
import { answered, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'origin-stripped',
  level: 'error',
  about: 'The front removes Origin, and the app refuses the post without it.',
  local: 'Browsers send Origin with every post.',
  looksAt: [['post', 'refused', 'request-changed']],
  check(scene) {
    const { exchange } = scene
    const { app, browser } = exchange
    if (!app || !has(browser.request.headers, 'origin') || has(app.request.headers, 'origin')) return undefined
    const status = statusOf(app.response)
    if (status !== 403 || get(browser.request.headers, 'sec-fetch-site') === 'cross-site') return undefined
    const by = whoChanged(exchange, 'Origin', 'request') ?? 'the front'
    return {
      title: `${by} removes Origin, and the app refuses the post (403)`,
      subject: by,
      evidence: [answered(exchange)],
    }
  },
  fix: { front: { any: 'forward Origin to the app' } },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Sec-Fetch-Site: same-origin
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Content-Type: application/x-www-form-urlencoded
<< 403 Forbidden
`,
      },
    ],
    quiet: [
      {
        note: 'the app does without',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Sec-Fetch-Site: same-origin
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
