import { diagnosis } from '../core/diagnosis.ts'
import { cachedFor, inWords } from '../findings/cached-for.ts'
import { pathAsked } from '../findings/heads.ts'
import { isSessionEndpoint } from '../findings/login-steps.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'cached-session-endpoint',
  level: 'error',
  about:
    'A shared cache answers who is signed in (session, me, user) with what the app told somebody else, or told before the login.',
  local: 'Nothing caches there.',
  looksAt: [['cached']],
  check(scene) {
    const { exchange } = scene
    const stored = cachedFor(scene)
    if (!stored?.differs || (stored.allowed && !isSessionEndpoint(pathAsked(exchange)))) return undefined
    // Other data is told when it was made for somebody signed in; a session endpoint always.
    if (!isSessionEndpoint(pathAsked(exchange)) && (exchange.kind !== 'fetch' || stored.made.length === 0))
      return undefined
    return {
      title: `${pathAsked(exchange)} is answered from the cache with the answer for ${stored.made.length > 0 ? 'another session' : 'an anonymous visitor'}`,
      subject: `${pathAsked(exchange)} ${stored.made.length > 0}`,
      evidence: [`${asked(exchange)}: answered from the cache`, inWords(stored)],
    }
  },
  fix: {
    app: { any: 'answer Cache-Control: private, no-store wherever the session is read or a cookie is set' },
    front: {
      any: 'bypass the cache when the request carries a session cookie, and never store Set-Cookie',
      nginx:
        'proxy_cache_bypass $cookie_NAME; proxy_no_cache $cookie_NAME; and no proxy_ignore_headers Cache-Control Set-Cookie',
      varnish: 'return (pass) for requests with the session cookie, as the built-in VCL does',
      cloudflare: 'no Cache Everything, or bypass on the session cookie',
    },
  },
  examples: {
    found: [
      {
        note: 'a stranger gets it',
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 200 OK
   Content-Type: application/json
   | {"user":"alice"}
>  GET https://shop.localhost/api/me as=bob
<  200 OK
   Content-Type: application/json
   | {"user":"alice"}
`,
      },
      {
        note: 'from before the login',
        wire: `
>  GET https://shop.localhost/api/me
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Content-Type: application/json
   | {"user":null}
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
<  200 OK
   Content-Type: application/json
   | {"user":null}
`,
      },
    ],
    quiet: [
      {
        note: 'the same session again',
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 200 OK
   Content-Type: application/json
   | {"user":"alice"}
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
<  200 OK
   Content-Type: application/json
   | {"user":"alice"}
`,
      },
      {
        note: 'data that the app makes public',
        wire: `
>  GET https://shop.localhost/api/prices
>> GET /api/prices
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Content-Type: application/json
   Cache-Control: public, max-age=60
   | [1]
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/api/prices
   Cookie: sid=abc
<  200 OK
   Content-Type: application/json
   | [1]
`,
      },
    ],
  },
})
