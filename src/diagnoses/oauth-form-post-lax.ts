import { diagnosis } from '../core/diagnosis.ts'
import { isTransactional } from '../findings/cookie-names.ts'
import { callbackGoesOn, loginStep } from '../findings/login-steps.ts'
import { asked } from '../findings/quote.ts'

const CHECKED = /state|nonce|pkce|verifier|transaction/i

export default diagnosis({
  name: 'oauth-form-post-lax',
  level: 'error',
  about: 'The login provider answers with a form post from its site, and SameSite=Lax cookies stay at home.',
  local: 'Such providers (Apple, SAML) do not accept localhost, so it is first tried in production.',
  looksAt: [['cross-site', 'post', 'cookie-trouble']],
  check(scene) {
    const { exchange } = scene
    if (loginStep(exchange) !== 'callback' || callbackGoesOn(exchange)) return undefined
    const atHome = scene.moments.filter(
      ({ moment, name, reasons }) =>
        moment === 'withheld' &&
        reasons?.some((one) => /SameSite(?:Lax|Strict)$/.test(one)) === true &&
        isTransactional(name),
    )
    // The one that the callback is checked against says more than the one that remembers where to go.
    const one = atHome.find(({ name }) => CHECKED.test(name)) ?? atHome[0]
    if (!one) return undefined
    const strict = one.reasons!.some((reason) => reason.endsWith('Strict'))
    return {
      title: `${one.name} is SameSite=${strict ? 'Strict' : 'Lax'} and stays at home: the login provider posts from another site`,
      subject: one.name,
      evidence: [
        `${asked(exchange)}: a POST from another site`,
        `the browser holds ${one.name} and did not send it: ${one.reasons!.join(', ')}`,
      ],
    }
  },
  fix: {
    app: {
      any: 'SameSite=None; Secure for the cookies of the login (state, nonce, PKCE) only, or ask for response_mode=query',
      'authjs-5': 'cookies: { state, nonce, pkceCodeVerifier } with sameSite none and secure',
    },
  },
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
   Set-Cookie: oauth_state=abc; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: https://appleid.apple.com/auth?client_id=1&response_mode=form_post
>  POST https://shop.localhost/api/auth/callback/apple
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
        note: 'better-auth asks the browser to come again with a GET, and then they are there',
        wire: `
>  GET https://shop.localhost/login/apple
   Accept: text/html
>> GET /login/apple
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: better-auth.state=abc; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: https://appleid.apple.com/auth?client_id=1&response_mode=form_post
>  POST https://shop.localhost/api/auth/callback/apple
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
   Location: https://shop.localhost/api/auth/callback/apple?code=1&state=abc
`,
      },
      {
        wire: `
>  GET https://shop.localhost/login/apple
   Accept: text/html
>> GET /login/apple
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: oauth_state=abc; Path=/; HttpOnly; Secure; SameSite=None
   Location: https://appleid.apple.com/auth?client_id=1&response_mode=form_post
>  POST https://shop.localhost/api/auth/callback/apple
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
