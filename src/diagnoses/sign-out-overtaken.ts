import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { cookiesAsked, cookiesSet, isDeletion } from '../findings/heads.ts'
import { loginStep } from '../findings/login-steps.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked } from '../findings/quote.ts'

// Not in the catalogue of mechanisms; measured with Auth.js v5, whose /api/auth/session renews the cookie in every answer.
export default diagnosis({
  name: 'sign-out-overtaken',
  level: 'error',
  about: 'A request was under way when the user signed out, and its late answer sets the session cookie again.',
  local: 'Answers take a few milliseconds there: nothing is under way when somebody clicks.',
  looksAt: [['set-cookie', 'cookie']],
  check(scene) {
    const { exchange } = scene
    if (!exchange.app?.response || isSignOut(exchange)) return undefined
    const renewed = cookiesSet(exchange.browser.response).filter((line) => !isDeletion(line, exchange.at))
    for (const { name, value } of renewed) {
      // What it still holds from an answer, no sign-out took away; most answers end here, and the past need not be gone through.
      if (scene.held(name)?.exchange !== undefined) continue
      const signOut = overtaken(scene, name)
      if (!signOut || !keepsSession(scene, name)) continue
      // A new one of somebody who signs in again is no revival.
      if (value === '' || !cookiesAsked(exchange.browser.request).some((one) => one.name === name)) continue
      return {
        title: `Signed out, and in again: ${asked(exchange)} was under way, and its answer sets ${name} once more`,
        subject: name,
        evidence: [
          `${asked(signOut)}: its answer took ${name} away`,
          `${asked(exchange)}: begun before that answer had arrived, with the old ${name}, and answered after it with Set-Cookie: ${name}`,
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
`,
      },
    ],
    quiet: [
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

/** Milliseconds: so long an answer may be on its way to the browser, which still sends the cookie meanwhile. */
const ON_THE_LINE = 1000

const valueIn = ({ browser }: ExchangeEvent, name: string) =>
  cookiesAsked(browser.request).find((one) => one.name === name)?.value

/** By its path; or something that the user did, which takes the session away: a Server Action has no path of its own. */
function isSignOut(exchange: ExchangeEvent): boolean {
  const { method } = exchange.browser.request
  return loginStep(exchange) === 'logout' || (method === 'POST' && exchange.kind === 'action')
}

/** The sign-out that was answered while this exchange was under way. */
function overtaken(scene: Scene, name: string): ExchangeEvent | undefined {
  for (const { exchange: earlier } of scene.before()) {
    // Newest answer first: from here on all were answered before this request can have begun.
    if (earlier.at + earlier.headMs + ON_THE_LINE < scene.exchange.at) return undefined
    if (!isSignOut(earlier)) continue
    const gone = cookiesSet(earlier.browser.response).some((line) => line.name === name && isDeletion(line, earlier.at))
    if (gone && valueIn(earlier, name) === valueIn(scene.exchange, name)) return earlier
  }
  return undefined
}
