import { diagnosis } from '../core/diagnosis.ts'
import { landing } from '../findings/heads.ts'
import { isFailedLogin, oneTimeCode } from '../findings/one-time-codes.ts'
import { answered } from '../findings/quote.ts'

export default diagnosis({
  name: 'duplicate-callback',
  level: 'error',
  about: 'The callback of the login is run twice with the same code, and the second time fails.',
  local: 'No front repeats requests.',
  looksAt: [
    ['query', 'refused'],
    ['query', 'redirect'],
  ],
  check(scene) {
    const { exchange } = scene
    const code = oneTimeCode(exchange)
    if (!code || !isFailedLogin(exchange)) return undefined
    for (const { exchange: earlier } of scene.all()) {
      if (exchange.at - earlier.at > 600_000) break
      if (!earlier.app || oneTimeCode(earlier) !== code || earlier.client !== exchange.client) continue
      if (isFailedLogin(earlier) || !landing(earlier)) continue
      return {
        title: `The callback ran twice with the same code: it worked in #${earlier.id}, and fails now`,
        subject: 'callback',
        evidence: [answered(earlier), answered(exchange)],
      }
    }
    return undefined
  },
  fix: {
    app: { any: 'lead on from the callback at once, so that a reload does not repeat it' },
    front: { any: 'do not retry or duplicate callbacks', nginx: 'proxy_next_upstream off; for /api/auth/callback' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2
   Accept: text/html
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2
   Accept: text/html
   Cookie: sid=abc
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /api/auth/error?error=OAuthCallback
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2
   Accept: text/html
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/api/auth/callback/github?code=3&state=4
   Accept: text/html
   Cookie: sid=abc
>> GET /api/auth/callback/github?code=3&state=4
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /api/auth/error?error=OAuthCallback
`,
      },
    ],
  },
})
