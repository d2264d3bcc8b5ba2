import { diagnosis } from '../core/diagnosis.ts'
import { isTransactional } from '../findings/cookie-names.ts'
import { loginStep } from '../findings/login-steps.ts'
import { isFailedLogin } from '../findings/one-time-codes.ts'
import { answered } from '../findings/quote.ts'

export default diagnosis({
  name: 'transaction-ttl-expired',
  level: 'error',
  about: 'A cookie of the login (state, PKCE, nonce) ended before the login provider came back.',
  local: 'The login takes seconds there.',
  looksAt: [
    ['cookie-trouble', 'query'],
    ['cookie-trouble', 'post'],
  ],
  check(scene) {
    const { exchange } = scene
    const gone = scene.moments.find(({ moment, name }) => moment === 'expired' && isTransactional(name))
    if (!gone || loginStep(exchange) !== 'callback' || !isFailedLogin(exchange)) return undefined
    return {
      title: `${gone.name} ended before the login came back`,
      subject: gone.name,
      evidence: [answered(exchange), `the time of ${gone.name} was up`],
    }
  },
  fix: {
    app: { any: 'give the cookies of the login more time, and begin it anew when they are gone' },
    front: { any: 'do not shorten Max-Age' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/login/github
   Accept: text/html
>> GET /login/github
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: oauth_state=abc; Path=/; Max-Age=5; HttpOnly; Secure
   Location: https://github.com/authorize?client_id=1
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2 after=20s
   Accept: text/html
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Location: /login?error=State
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/login/github
   Accept: text/html
>> GET /login/github
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: oauth_state=abc; Path=/; Max-Age=500; HttpOnly; Secure
   Location: https://github.com/authorize?client_id=1
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2 after=20s
   Accept: text/html
   Cookie: oauth_state=abc
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: oauth_state=abc
<< 302 Found
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
