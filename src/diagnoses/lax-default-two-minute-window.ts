import { diagnosis } from '../core/diagnosis.ts'
import { isTransactional } from '../findings/cookie-names.ts'
import { callbackGoesOn, loginStep } from '../findings/login-steps.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'lax-default-two-minute-window',
  level: 'error',
  about: 'A cookie without SameSite goes with a post from another site for two minutes only; slower logins fail.',
  local: 'The login takes seconds there.',
  looksAt: [['cross-site', 'post', 'cookie-trouble']],
  check(scene) {
    const { exchange } = scene
    if (loginStep(exchange) !== 'callback' || callbackGoesOn(exchange)) return undefined
    for (const { moment, name, reasons } of scene.moments) {
      if (
        moment !== 'withheld' ||
        !reasons?.some((one) => /SameSiteUnspecifiedTreatedAsLax$/.test(one)) ||
        !isTransactional(name)
      )
        continue
      return {
        title: `${name} has no SameSite, is older than two minutes, and stays at home`,
        subject: name,
        evidence: [
          `${asked(exchange)}: a POST from another site`,
          `the browser holds ${name} and did not send it: ${reasons.join(', ')}`,
        ],
      }
    }
    return undefined
  },
  fix: { app: { any: 'SameSite=None; Secure for the cookies of the login (state, nonce, PKCE)' } },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/login/apple
   Accept: text/html
>> GET /login/apple
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: oauth_state=abc; Path=/; HttpOnly; Secure
   Location: https://appleid.apple.com/auth?client_id=1&response_mode=form_post
>  POST https://shop.localhost/api/auth/callback/apple after=130s
   Origin: https://appleid.apple.com
   Content-Type: application/x-www-form-urlencoded
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
>> POST /api/auth/callback/apple
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://appleid.apple.com
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Location: /login?error=Configuration
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/login/apple
   Accept: text/html
>> GET /login/apple
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: oauth_state=abc; Path=/; HttpOnly; Secure
   Location: https://appleid.apple.com/auth?client_id=1&response_mode=form_post
>  POST https://shop.localhost/api/auth/callback/apple after=30s
   Origin: https://appleid.apple.com
   Content-Type: application/x-www-form-urlencoded
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Cookie: oauth_state=abc
>> POST /api/auth/callback/apple
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://appleid.apple.com
   Content-Type: application/x-www-form-urlencoded
   Cookie: oauth_state=abc
<< 302 Found
   Location: /login?error=Configuration
`,
      },
    ],
  },
})
