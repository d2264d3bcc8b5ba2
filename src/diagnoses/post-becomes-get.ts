import { diagnosis } from '../core/diagnosis.ts'
import { landing } from '../findings/heads.ts'
import { isSessionEndpoint, loginStep } from '../findings/login-steps.ts'
import { answerer, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'post-becomes-get',
  level: 'error',
  about: 'The front answers a POST with 301 or 302; browsers repeat it as a GET without its body.',
  local: 'Nothing redirects a form before the app has it.',
  looksAt: [['post', 'redirect', 'by-front']],
  check({ exchange }) {
    const { method, target } = exchange.browser.request
    const status = exchange.browser.response?.status
    const to = landing(exchange)
    if (method !== 'POST' || (status !== 301 && status !== 302) || !to) return undefined
    const login = loginStep(exchange) !== undefined || exchange.kind === 'action' || isSessionEndpoint(target)
    return {
      title: `${answerer(exchange)} answers ${asked(exchange).replace(/^#\d+ /, '')} with ${status}: it arrives at ${to.pathname} as a GET without body`,
      subject: to.origin,
      level: login ? 'error' : 'warning',
      evidence: [
        `${asked(exchange)}: ${answerer(exchange)} answered ${status}, Location ${to.origin}${to.pathname}`,
        'the app never saw the POST',
      ],
    }
  },
  fix: {
    app: { any: 'post to the final URL: right scheme, host and trailing slash' },
    front: {
      any: 'use 308 (or 307) for redirects that may meet a POST',
      nginx: 'return 308 https://$host$request_uri;',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  POST http://shop.localhost/login
   Origin: http://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<  301 Moved Permanently
   Location: https://shop.localhost/login
`,
      },
    ],
    quiet: [
      {
        wire: `
>  POST http://shop.localhost/login
   Origin: http://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<  308 Permanent Redirect
   Location: https://shop.localhost/login
`,
      },
      {
        note: 'the app itself answers 302 after the login',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
<< 302 Found
   Set-Cookie: sid=a; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
