import { diagnosis } from '../core/diagnosis.ts'
import { has } from '../core/headers.ts'
import { loginStep } from '../findings/login-steps.ts'
import { isFailedLogin, oneTimeCode } from '../findings/one-time-codes.ts'
import { answered, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'link-scanner-consumes-token',
  level: 'error',
  about: 'Somebody else opened the login link first: mail scanners follow links, and the token is good for one use.',
  local: 'No mail system looks at links there.',
  explains: ['duplicate-callback'],
  looksAt: [
    ['query', 'refused'],
    ['query', 'redirect'],
  ],
  check(scene) {
    const { exchange } = scene
    const code = loginStep(exchange) === 'magic-link' ? oneTimeCode(exchange) : undefined
    if (!code || !isFailedLogin(exchange)) return undefined
    for (const { exchange: earlier } of scene.all()) {
      if (!earlier.app || oneTimeCode(earlier) !== code || earlier.client === exchange.client) continue
      if (has(earlier.browser.request.headers, 'cookie')) continue
      return {
        title: `The login link was opened before, by ${earlier.client} without cookies: the token is used up`,
        subject: earlier.client,
        evidence: [`${asked(earlier)} by ${earlier.client}`, answered(exchange)],
      }
    }
    return undefined
  },
  fix: { app: { any: 'let the link show a page with a button, and use the token up in its POST' } },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/callback/email?token=1 as=scanner
   User-Agent: scanner-bot/1.0
>> GET /api/auth/callback/email?token=1
   Host: shop.localhost
<< 302 Found
   Location: /
>  GET https://shop.localhost/api/auth/callback/email?token=1
   Accept: text/html
>> GET /api/auth/callback/email?token=1
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Location: /login?error=Verification
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/callback/email?token=1
   Accept: text/html
>> GET /api/auth/callback/email?token=1
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Location: /login?error=Verification
`,
      },
    ],
  },
})
