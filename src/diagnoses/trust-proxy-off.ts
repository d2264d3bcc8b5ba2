import { diagnosis } from '../core/diagnosis.ts'
import { schemeTold } from '../findings/heads.ts'
import { schemeSymptom } from '../findings/scheme-symptoms.ts'

export default diagnosis({
  name: 'trust-proxy-off',
  level: 'error',
  about: 'The front tells https rightly, and the app does not believe it.',
  local: 'Without a front the connection itself says which scheme it is; nothing has to be believed.',
  explains: ['https-redirect-loop', 'port-or-scheme-leak-in-location', 'secure-flag-stripped', 'host-prefix-broken'],
  looksAt: [['redirect'], ['post', 'refused'], ['set-cookie', 'cookie-trouble']],
  check(scene) {
    if (schemeTold(scene.exchange)?.toLowerCase() !== 'https') return undefined
    const symptom = schemeSymptom(scene)
    return (
      symptom && {
        title: `The app got X-Forwarded-Proto: https, does not trust it ${symptom.says}`,
        subject: symptom.subject,
        evidence: [...symptom.evidence, 'the app got X-Forwarded-Proto: https'],
      }
    )
  },
  fix: {
    app: {
      any: 'let the app trust exactly its own front: the setting is called trust proxy, proxy headers or trusted proxies; or tell it its public URL (SvelteKit: ORIGIN; React Router: allowedActionOrigins)',
      'express-session': "app.set('trust proxy', 1): express-session sends no Secure cookie while req.secure is false",
      express:
        "app.set('trust proxy', 1): express-session and cookie-session send no Secure cookie while req.secure is false",
      'next-auth-4': 'set NEXTAUTH_URL to the public https URL',
      'authjs-5': 'set AUTH_TRUST_HOST=true, and no AUTH_URL that says http',
      'better-auth': 'set baseURL to the public https URL, or advanced.trustedProxyHeaders',
    },
  },
  examples: {
    found: [
      {
        note: 'express-session, cookie.secure: true, no trust proxy',
        wire: `
>  POST https://shop.localhost/login
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   X-Powered-By: Express
   Location: /
`,
      },
      {
        note: 'told by the page that leads back, when other cookies left it open',
        wire: `
>  POST https://shop.localhost/login
   Cookie: flavour=oat
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: flavour=oat
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Location: /
>  GET https://shop.localhost/orders
   Accept: text/html
   Cookie: flavour=oat
>> GET /orders
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: flavour=oat
<< 302 Found
   Location: /login
`,
      },
      {
        note: 'csurf keeps its secret in the session, whose cookie is not set',
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   X-Powered-By: Express
   Content-Type: text/html
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 403 Forbidden
   X-Powered-By: Express
   Content-Type: text/html
`,
      },
      {
        note: 'React Router compares Origin with a URL that begins with http',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
   Content-Type: application/x-www-form-urlencoded
<< 400 Bad Request
   Content-Type: text/plain;charset=UTF-8
`,
      },
    ],
    quiet: [
      {
        note: 'a form that was filled in wrongly',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
   Content-Type: application/x-www-form-urlencoded
<< 400 Bad Request
   Content-Type: text/html
`,
      },
      {
        note: 'an API that says no',
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   X-Powered-By: Express
   Content-Type: text/html
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 403 Forbidden
   X-Powered-By: Express
   Content-Type: application/json
`,
      },
      {
        note: 'a login link was sent by mail: no session yet',
        wire: `
>  POST https://shop.localhost/login
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 302 Found
   Location: /login/check-your-mail
`,
      },
      {
        wire: `
>  POST https://shop.localhost/login
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 302 Found
   Set-Cookie: connect.sid=s%3Aab; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
