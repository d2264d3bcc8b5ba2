import { diagnosis } from '../core/diagnosis.ts'
import { has } from '../core/headers.ts'
import { schemeTold } from '../findings/heads.ts'
import { changedBy } from '../findings/quote.ts'
import { schemeSymptom } from '../findings/scheme-symptoms.ts'

// Without a symptom it is no finding: many apps never ask for the scheme.
export default diagnosis({
  name: 'xfp-missing',
  level: 'error',
  about: 'The front ends TLS and does not tell the app, which takes itself for plain http.',
  local: 'There the browser really is on http, so what the app believes is true.',
  explains: [
    'https-redirect-loop',
    'secure-flag-stripped',
    'host-prefix-broken',
    'port-or-scheme-leak-in-location',
    'preview-or-second-domain',
    'auth-url-unset-localhost-callback',
  ],
  looksAt: [['redirect'], ['post', 'refused'], ['set-cookie', 'cookie-trouble'], ['typed', 'cookie']],
  check(scene) {
    const { exchange } = scene
    if (!exchange.app || schemeTold(exchange) !== undefined || has(exchange.app.request.headers, 'forwarded'))
      return undefined
    const symptom = schemeSymptom(scene)
    return (
      symptom && {
        title: `The app got no X-Forwarded-Proto, takes the request for http ${symptom.says}`,
        subject: symptom.subject,
        evidence: [
          ...symptom.evidence,
          'the browser spoke https; the request to the app has no X-Forwarded-Proto',
          ...changedBy(exchange, 'X-Forwarded-Proto'),
        ],
      }
    )
  },
  fix: {
    app: {
      'authjs-5': 'set AUTH_URL to the public https URL, if the front cannot be changed',
      'next-auth-4': 'set NEXTAUTH_URL to the public https URL',
      'better-auth': 'set baseURL to the public https URL',
      express: "app.set('trust proxy', 1), once the front sends the header",
    },
    front: {
      any: 'send X-Forwarded-Proto with the scheme the browser used',
      nginx: 'proxy_set_header X-Forwarded-Proto $scheme;',
      apache: 'RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}',
      haproxy: 'http-request set-header X-Forwarded-Proto https if { ssl_fc }',
    },
  },
  examples: {
    found: [
      {
        note: 'the scripts of NextAuth lead to http, and somebody types the address anew',
        wire: `
>  POST https://shop.localhost/api/auth/callback/credentials
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/callback/credentials
   Host: shop.localhost
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 200 OK
   Set-Cookie: next-auth.callback-url=http%3A%2F%2Fshop.localhost; Path=/; HttpOnly; SameSite=Lax
   Set-Cookie: next-auth.session-token=eyJh; Path=/; HttpOnly; SameSite=Lax
>  GET https://shop.localhost/
   Accept: text/html
   Sec-Fetch-Site: none
   Sec-Fetch-Dest: document
   Cookie: next-auth.session-token=eyJh
>> GET /
   Host: shop.localhost
   Accept: text/html
   Sec-Fetch-Site: none
   Sec-Fetch-Dest: document
   Cookie: next-auth.session-token=eyJh
<< 200 OK
`,
      },
      {
        note: 'Auth.js sends the browser to http after the login',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   Set-Cookie: authjs.session-token=eyJh; Path=/; HttpOnly; SameSite=Lax
   x-action-redirect: http://shop.localhost/;push
`,
      },
      {
        note: 'express-session with secure: true sets nothing',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login 1.0
   Host: app
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   X-Powered-By: Express
   Location: /
`,
      },
      {
        note: 'the app insists on https',
        wire: `
>  GET https://shop.localhost/account
>> GET /account
   Host: shop.localhost
<< 303 See Other
   Location: https://shop.localhost/account
>  GET https://shop.localhost/account
>> GET /account
   Host: shop.localhost
<< 303 See Other
   Location: https://shop.localhost/account
`,
      },
    ],
    quiet: [
      {
        note: 'a page that signs in with redirect: false and stays',
        wire: `
>  POST https://shop.localhost/api/auth/callback/credentials
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/callback/credentials
   Host: shop.localhost
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 200 OK
   Set-Cookie: next-auth.callback-url=http%3A%2F%2Fshop.localhost; Path=/; HttpOnly; SameSite=Lax
   Set-Cookie: next-auth.session-token=eyJh; Path=/; HttpOnly; SameSite=Lax
>  GET https://shop.localhost/api/auth/session
   Cookie: next-auth.session-token=eyJh
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Dest: empty
>> GET /api/auth/session
   Host: shop.localhost
   Cookie: next-auth.session-token=eyJh
<< 200 OK
>  GET https://shop.localhost/
   Accept: text/html
   Sec-Fetch-Site: none
   Sec-Fetch-Dest: document
   Cookie: next-auth.session-token=eyJh
>> GET /
   Host: shop.localhost
   Accept: text/html
   Sec-Fetch-Site: none
   Sec-Fetch-Dest: document
   Cookie: next-auth.session-token=eyJh
<< 200 OK
`,
      },
      {
        note: 'iron-session on a dev server needs no scheme',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   Set-Cookie: lab_iron=Fe26.2*1*ab; Path=/; HttpOnly; SameSite=Lax
   x-action-redirect: /;push
>  GET https://shop.localhost/
   Cookie: lab_iron=Fe26.2*1*ab
   Accept: text/html
>> GET /
   Host: shop.localhost
   Cookie: lab_iron=Fe26.2*1*ab
<< 200 OK
`,
      },
      {
        note: 'a wrong password sets no cookie either',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Location: /login?error=1
`,
      },
      {
        note: 'the session cookie was there before the login',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Cookie: sid=early
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   Origin: https://shop.localhost
   Cookie: sid=early
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Location: /
`,
      },
      {
        note: 'a page that redirects to itself once, to set a cookie',
        wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 302 Found
   Set-Cookie: locale=de; Path=/
   Location: https://shop.localhost/
>  GET https://shop.localhost/
   Cookie: locale=de
>> GET /
   Host: shop.localhost
   Cookie: locale=de
<< 200 OK
`,
      },
    ],
  },
})
