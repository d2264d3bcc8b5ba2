import { diagnosis } from '../core/diagnosis.ts'
import { instanceSplit } from '../findings/instances.ts'

/** A login on one instance, and a page of another one that leads to the login again. */
function forgotten(...cookies: readonly string[]): string {
  return `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
${cookies.map((one) => `   Set-Cookie: ${one}; Path=/; HttpOnly; Secure\n`).join('')}   Location: /account
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: ${cookies.join('; ')}
>> GET /account to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: ${cookies.join('; ')}
<< 302 Found
   Location: /login
`
}

export default diagnosis({
  name: 'secrets-differ-per-instance',
  level: 'error',
  about: 'Instances have different secrets: one cannot read the session that another one made, and may delete it.',
  local: 'One process has one secret.',
  explains: ['writer-reader-scheme-split', 'memory-session-many-instances'],
  looksAt: [['instances', 'cookie']],
  check(scene) {
    const split = instanceSplit(scene)
    if (!split?.sealed) return undefined
    return {
      title: `${split.name} cannot be read everywhere: ${split.says}`,
      // All that is sealed is sealed with it: a CSRF token and a session that fail are one mistake.
      subject: 'secret',
      evidence: split.evidence,
    }
  },
  fix: {
    app: {
      any: 'give all instances the same secret, from the environment and not made at boot or build',
      'authjs-5': 'the same AUTH_SECRET everywhere (AUTH_SECRET_1 for the one before)',
      'next-auth-4': 'the same NEXTAUTH_SECRET everywhere',
      'iron-session': 'the same password everywhere; a map of passwords while it changes',
      'better-auth': 'the same BETTER_AUTH_SECRET everywhere',
    },
  },
  examples: {
    found: [
      {
        note: 'better-auth ignores what another secret has signed, and deletes nothing',
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
>> GET /api/auth/get-session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-better-auth.session_token=abc.def
<< 200 OK
   Content-Type: application/json
   | {"session":{"id":"1"},"user":{"name":"alice"}}
>  GET https://shop.localhost/api/auth/get-session
   Cookie: __Secure-better-auth.session_token=abc.def
>> GET /api/auth/get-session to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-better-auth.session_token=abc.def
<< 200 OK
   Content-Type: application/json
   | null
`,
      },
      {
        note: 'the session endpoint of Auth.js deletes what it cannot read',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   Set-Cookie: __Secure-authjs.session-token=eyJh; Path=/; HttpOnly; Secure
   x-action-redirect: /;push
>  GET https://shop.localhost/api/auth/session
   Cookie: __Secure-authjs.session-token=eyJh
>> GET /api/auth/session to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=eyJh
<< 200 OK
   Set-Cookie: __Secure-authjs.session-token=; Max-Age=0; Path=/; HttpOnly; Secure
`,
      },
      { note: 'iron-session takes it for none', wire: forgotten('lab_iron=Fe26.2*1*ab') },
      {
        note: 'cookie-session: the content, and its signature beside it',
        wire: forgotten('session=eyJ1c2VyIjoiYWxpY2UifQ==', 'session.sig=q3XbqUAvWyVTUXq5Vw8Gk0gqLxM'),
      },
      {
        note: '@fastify/secure-session: a box and its nonce',
        wire: forgotten('session=2OzBvYpJ1b9mS7v3q1jz%2BQ%3D%3D%3B5mB1x%2FY2kd0RkYcCz0v3mWq7JH1Qw9Za'),
      },
    ],
    quiet: [
      {
        note: 'signed out in between, and the cookie left where it was',
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
>> GET /api/auth/get-session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-better-auth.session_token=abc.def
<< 200 OK
   | {"session":{"id":"1"},"user":{"name":"alice"}}
>  POST https://shop.localhost/api/auth/revoke-session
   Origin: https://shop.localhost
   Cookie: __Secure-better-auth.session_token=abc.def
>> POST /api/auth/revoke-session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Cookie: __Secure-better-auth.session_token=abc.def
<< 200 OK
>  GET https://shop.localhost/api/auth/get-session
   Cookie: __Secure-better-auth.session_token=abc.def
>> GET /api/auth/get-session to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-better-auth.session_token=abc.def
<< 200 OK
   | null
`,
      },
      {
        note: 'somebody signs out with a Server Action that another instance answers',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   Set-Cookie: __Secure-authjs.session-token=eyJh; Path=/; HttpOnly; Secure
   x-action-redirect: /;push
>  POST https://shop.localhost/
   Origin: https://shop.localhost
   Next-Action: 00e145
   Cookie: __Secure-authjs.session-token=eyJh
>> POST / to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 00e145
   Cookie: __Secure-authjs.session-token=eyJh
<< 303 See Other
   Set-Cookie: __Secure-authjs.session-token=; Max-Age=0; Path=/; HttpOnly; Secure
   x-action-redirect: /;push
`,
      },
      {
        note: 'any instance renews it',
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
>  GET https://shop.localhost/api/auth/session
   Cookie: __Secure-authjs.session-token=eyJh
>> GET /api/auth/session to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=eyJh
<< 200 OK
   Set-Cookie: __Secure-authjs.session-token=eyJi; Path=/; HttpOnly; Secure
`,
      },
      {
        note: 'a logout',
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
>  GET https://shop.localhost/logout
   Accept: text/html
   Cookie: __Secure-authjs.session-token=eyJh
>> GET /logout to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: __Secure-authjs.session-token=eyJh
<< 302 Found
   Location: /
   Set-Cookie: __Secure-authjs.session-token=; Path=/; Max-Age=0; Secure
`,
      },
    ],
  },
})
