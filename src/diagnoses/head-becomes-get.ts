import { diagnosis } from '../core/diagnosis.ts'
import { loginStep } from '../findings/login-steps.ts'
import { asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'head-becomes-get',
  level: 'warning',
  about: 'The front turns HEAD into GET, and a check by a monitor or mail scanner uses up what a GET uses up.',
  local: 'Nobody rewrites methods.',
  looksAt: [
    ['request-changed', 'set-cookie'],
    ['request-changed', 'query'],
  ],
  check(scene) {
    const { exchange } = scene
    if (exchange.browser.request.method !== 'HEAD' || exchange.app?.request.method !== 'GET') return undefined
    const step = loginStep(exchange)
    if (step !== 'magic-link' && step !== 'callback' && step !== 'logout') return undefined
    const by = whoChanged(exchange, '(method)', 'request') ?? 'the front'
    return {
      title: `${by} turns HEAD into GET on a route that acts`,
      subject: by,
      evidence: [asked(exchange), 'the app got GET'],
    }
  },
  fix: {
    app: { any: 'act on POST only' },
    front: { any: 'leave routes of the login uncached: HEAD is turned into GET for cacheable ones' },
  },
  examples: {
    found: [
      {
        wire: `
>  HEAD https://shop.localhost/api/auth/callback/email?token=1
>> GET /api/auth/callback/email?token=1
   Host: shop.localhost
<< 302 Found
   Location: /
   Set-Cookie: sid=a
<  302 Found
   Location: /
   Set-Cookie: sid=a
`,
      },
    ],
    quiet: [
      {
        wire: `
>  HEAD https://shop.localhost/about
>> GET /about
   Host: shop.localhost
<< 200 OK
   Set-Cookie: _ga=1
`,
      },
    ],
  },
})
