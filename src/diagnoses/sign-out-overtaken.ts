import { diagnosis } from '../core/diagnosis.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked } from '../findings/quote.ts'
import { broughtBack, isAnonymous, isSignOut, overtaken } from '../findings/sign-outs.ts'

// Not in the catalogue of mechanisms; measured with Auth.js v5, whose /api/auth/session renews the cookie in every answer.
export default diagnosis({
  name: 'sign-out-overtaken',
  level: 'error',
  about: 'A request was under way when the user signed out, and its late answer sets the session cookie again.',
  local: 'Answers take a few milliseconds there: nothing is under way when somebody clicks.',
  looksAt: [['cookie']],
  check(scene) {
    const { exchange } = scene
    if (isSignOut(exchange)) return undefined
    for (const { name, value } of cookiesAsked(exchange.browser.request)) {
      const late = broughtBack(scene, name, value)
      const signOut = late && overtaken(scene, late, name)
      if (!signOut || !keepsSession(scene, name) || isAnonymous(exchange, name)) continue
      return {
        title: `Signed out, and in again: ${asked(late)} was under way, and its answer set ${name} once more`,
        subject: name,
        evidence: [
          `${asked(signOut)}: its answer took ${name} away`,
          `${asked(late)}: begun before that answer had arrived, with the old ${name}, and answered after it with Set-Cookie: ${name}`,
          `${asked(exchange)}: the browser sends what that set`,
        ],
      }
    }
    return undefined
  },
  fix: {
    app: {
      any: 'let a sign-out be final on the server (a session table or a list of revoked tokens), so that what comes back is worth nothing; or do not renew the cookie in answers to background requests',
      'authjs-5':
        'session: { strategy: "database" }, or load the page anew after the sign-out (a full navigation ends what is under way)',
      'next-auth-4':
        'session: { strategy: "database" }, or load the page anew after the sign-out (a full navigation ends what is under way)',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/session takes=3s
   Cookie: __Secure-authjs.session-token=a
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=a
<< 200 OK
   Set-Cookie: __Secure-authjs.session-token=b; Path=/; HttpOnly; Secure; SameSite=Lax
>  POST https://shop.localhost/api/auth/signout
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/signout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Set-Cookie: __Secure-authjs.session-token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax
   Location: https://shop.localhost/
>  GET https://shop.localhost/ after=6s
   Cookie: __Secure-authjs.session-token=b
   Sec-Fetch-Site: none
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=b
<< 200 OK
`,
      },
    ],
    quiet: [
      {
        note: 'the page gave the request up: the browser never stored what its answer set',
        wire: `
>  GET https://shop.localhost/api/auth/session takes=3s
   Cookie: __Secure-authjs.session-token=a
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=a
<< 200 OK
   Set-Cookie: __Secure-authjs.session-token=b; Path=/; HttpOnly; Secure; SameSite=Lax
>  POST https://shop.localhost/api/auth/signout
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/signout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Set-Cookie: __Secure-authjs.session-token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax
   Location: https://shop.localhost/
>  GET https://shop.localhost/ after=6s
   Sec-Fetch-Site: none
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
`,
      },
      {
        note: 'the session had ended on the server as well',
        wire: `
>  GET https://shop.localhost/api/auth/session takes=3s
   Cookie: __Secure-authjs.session-token=a
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=a
<< 200 OK
   Set-Cookie: __Secure-authjs.session-token=b; Path=/; HttpOnly; Secure; SameSite=Lax
>  POST https://shop.localhost/api/auth/signout
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/signout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Set-Cookie: __Secure-authjs.session-token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax
   Location: https://shop.localhost/
>  GET https://shop.localhost/ after=6s
   Cookie: __Secure-authjs.session-token=b
   Sec-Fetch-Site: none
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=b
<< 307 Temporary Redirect
   Location: /login
`,
      },
      {
        note: 'signed in again meanwhile: another session',
        wire: `
>  POST https://shop.localhost/api/auth/signout
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/signout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Set-Cookie: __Secure-authjs.session-token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax
   Location: https://shop.localhost/
>  POST https://shop.localhost/api/auth/callback/credentials
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/callback/credentials
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Set-Cookie: __Secure-authjs.session-token=c; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: https://shop.localhost/
`,
      },
      {
        note: 'answered before the sign-out was',
        wire: `
>  GET https://shop.localhost/api/auth/session
   Cookie: __Secure-authjs.session-token=a
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=a
<< 200 OK
   Set-Cookie: __Secure-authjs.session-token=b; Path=/; HttpOnly; Secure; SameSite=Lax
>  POST https://shop.localhost/api/auth/signout
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=b
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/signout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=b
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Set-Cookie: __Secure-authjs.session-token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax
   Location: https://shop.localhost/
`,
      },
      {
        note: 'the late answer sets no session',
        wire: `
>  GET https://shop.localhost/api/auth/session takes=3s
   Cookie: __Secure-authjs.session-token=a
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=a
<< 200 OK
   Set-Cookie: theme=dark; Path=/
>  POST https://shop.localhost/api/auth/signout
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/signout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Cookie: __Secure-authjs.session-token=a
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Set-Cookie: __Secure-authjs.session-token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax
   Location: https://shop.localhost/
`,
      },
    ],
  },
})
