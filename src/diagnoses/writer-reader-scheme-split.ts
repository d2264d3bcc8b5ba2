import { diagnosis } from '../core/diagnosis.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { isBounce } from '../findings/login-steps.ts'
import { answered, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'writer-reader-scheme-split',
  level: 'warning',
  about:
    'The session cookie reaches the app and the page still leads to the login: what reads it looks for another name than what wrote it.',
  local: 'On http the cookie has no __Secure- prefix, so both use one name.',
  looksAt: [['cookie', 'redirect']],
  check(scene) {
    const { exchange, attempt } = scene
    if (!attempt || !isBounce(exchange) || exchange.at - attempt.first.at > 30_000 || exchange.servedFrom !== undefined)
      return undefined
    const arrived = cookiesAsked(exchange.app?.request)
    const session = arrived.find(
      ({ name }) => /^__Secure-(?:next-auth|authjs)\.session-token/.test(name) && attempt.cookies.has(name),
    )
    const held = session && scene.held(session.name)
    if (!session || held?.value !== session.value || held.instance !== exchange.app?.instance) return undefined
    return {
      title: `${session.name} reaches the app, and it still leads to the login: the reader probably looks for the name without __Secure-`,
      subject: session.name,
      evidence: [
        `${asked(attempt.first)}: the login set ${session.name}`,
        `${answered(exchange)}, though it got the cookie`,
      ],
    }
  },
  fix: {
    app: {
      any: 'read the session the way it is written: auth() or getServerSession, not the cookie by name',
      'authjs-5': 'getToken({ req, secret, secureCookie: true }), or auth() in the proxy/middleware',
      'next-auth-4': 'set NEXTAUTH_URL to the https URL: getToken and withAuth choose the name by it',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: __Secure-authjs.session-token=eyJh; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: __Secure-authjs.session-token=eyJh
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: __Secure-authjs.session-token=eyJh
<< 307 Temporary Redirect
   Location: /login
`,
      },
    ],
    quiet: [
      {
        note: 'an expired session, later',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: __Secure-authjs.session-token=eyJh; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/account after=4000s
   Accept: text/html
   Cookie: __Secure-authjs.session-token=eyJh
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: __Secure-authjs.session-token=eyJh
<< 307 Temporary Redirect
   Location: /login
`,
      },
      {
        note: 'it lets the browser in',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: __Secure-authjs.session-token=eyJh; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: __Secure-authjs.session-token=eyJh
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: __Secure-authjs.session-token=eyJh
<< 200 OK
`,
      },
    ],
  },
})
