import { diagnosis } from '../core/diagnosis.ts'
import { instanceSplit } from '../findings/instances.ts'

export default diagnosis({
  name: 'memory-session-many-instances',
  level: 'error',
  about: 'Sessions live in the memory of one instance, and the next request goes to another one.',
  local: 'One process holds all sessions.',
  looksAt: [['instances', 'cookie']],
  check(scene) {
    const split = instanceSplit(scene)
    if (!split || split.sealed) return undefined
    return {
      title: `${split.name} is known to one instance only: ${split.says}`,
      subject: split.name,
      evidence: split.evidence,
    }
  },
  fix: {
    app: {
      any: 'keep sessions in a store that all instances share (Redis, the database)',
      'express-session': 'replace MemoryStore: connect-redis, connect-pg-simple',
      'better-auth': 'one database (or secondaryStorage) for all instances, and the same BETTER_AUTH_SECRET',
    },
    front: { any: 'sticky sessions soften it, and fail at every deploy' },
  },
  examples: {
    found: [
      {
        note: 'better-auth deletes the cookie of a session that is not in its store',
        wire: `
>  POST https://shop.localhost/api/auth/sign-in/email
   Origin: https://shop.localhost
   Content-Type: application/json
>> POST /api/auth/sign-in/email
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/json
<< 200 OK
   Set-Cookie: __Secure-better-auth.session_token=abc.def; Path=/; HttpOnly; Secure; SameSite=Lax
>  GET https://shop.localhost/api/auth/get-session
   Cookie: __Secure-better-auth.session_token=abc.def
>> GET /api/auth/get-session to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-better-auth.session_token=abc.def
<< 200 OK
   Set-Cookie: __Secure-better-auth.session_token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax
   | null
`,
      },
      {
        note: 'the API names somebody on one instance and nobody on the other',
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
   Sec-Fetch-Mode: cors
>> GET /api/me to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
   Sec-Fetch-Mode: cors
<< 200 OK
   | {"user":null}
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
   Sec-Fetch-Mode: cors
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
   Sec-Fetch-Mode: cors
<< 200 OK
   | {"user":"alice"}
`,
      },
      {
        note: 'a page leads back to the login',
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
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /login
`,
      },
      {
        note: 'pages of the same size as before the login',
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Content-Length: 70
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
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=abc
>> GET / to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Length: 70
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=abc
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Length: 130
`,
      },
    ],
    quiet: [
      {
        note: 'a shared store',
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Content-Length: 70
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
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=abc
>> GET / to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Length: 130
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=abc
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Length: 130
`,
      },
      {
        note: 'both instances turn it away',
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
>  GET https://shop.localhost/admin
   Accept: text/html
   Cookie: sid=abc
>> GET /admin
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /login
>  GET https://shop.localhost/admin
   Accept: text/html
   Cookie: sid=abc
>> GET /admin to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /login
`,
      },
    ],
  },
})
