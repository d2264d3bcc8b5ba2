import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { cookiesAsked, cookiesSet, pathAsked } from '../findings/heads.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked } from '../findings/quote.ts'

/** What the app was sent that a session hangs on, in order of names. */
function sessionOf(scene: Scene, exchange: ExchangeEvent): string {
  return cookiesAsked(exchange.app?.request)
    .filter(({ name }) => keepsSession(scene, name))
    .map(({ name, value }) => `${name}=${value}`)
    .sort()
    .join('; ')
}

export default diagnosis({
  name: 'db-failure-looks-like-logout',
  level: 'warning',
  about:
    'For one cookie the app says somebody, nobody, and somebody again: it could not read its store, and says that nobody is signed in.',
  local: 'The store is near, and nobody else uses it.',
  looksAt: [['cookie']],
  check(scene) {
    const { exchange } = scene
    if (exchange.says?.session !== 'somebody' || exchange.servedFrom !== undefined || !exchange.app) return undefined
    const session = sessionOf(scene, exchange)
    if (session === '') return undefined
    let nobody: ExchangeEvent | undefined
    for (const { exchange: earlier } of scene.before()) {
      const { method } = earlier.browser.request
      // Whoever signed in or out in between made the difference, and so may any cookie that came or went.
      if (method !== 'GET' && method !== 'HEAD') return undefined
      if (cookiesSet(earlier.browser.response).some(({ name }) => keepsSession(scene, name))) return undefined
      if (!earlier.says?.session || pathAsked(earlier) !== pathAsked(exchange)) continue
      if (earlier.servedFrom !== undefined || earlier.app?.instance !== exchange.app.instance) return undefined
      if (sessionOf(scene, earlier) !== session) return undefined
      if (earlier.says.session === 'nobody') nobody ??= earlier
      else if (!nobody) return undefined
      else {
        return {
          title: `${pathAsked(exchange)} said for one request that nobody is signed in, with the same cookie before and after: an error of its store, most likely`,
          subject: pathAsked(exchange),
          evidence: [
            `${asked(earlier)}: names somebody`,
            `${asked(nobody)}: nobody, status ${nobody.app?.response?.status ?? 0}, no cookie taken away`,
            `${asked(exchange)}: names somebody again`,
          ],
        }
      }
    }
    return undefined
  },
  fix: {
    app: {
      any: 'look into the log of the app for that moment; answer 503 when the store fails, not an empty session',
      'next-auth-4': 'SESSION_ERROR in the log: the adapter failed, and the session endpoint answers {} all the same',
      'authjs-5':
        'SessionTokenError or AdapterError in the log: the adapter failed, and the session is null all the same',
      'express-session': 'req.session is undefined while the store is disconnected: answer 503 then',
    },
  },
  examples: {
    found: [
      {
        wire: ['{"user":{"name":"alice"}}', 'null', '{"user":{"name":"alice"}}']
          .map(
            (body) => `
>  GET https://shop.localhost/api/auth/session
   Cookie: __Secure-authjs.session-token=4f0c
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=4f0c
<< 200 OK
   Content-Type: application/json
   | ${body}
`,
          )
          .join(''),
      },
    ],
    quiet: [
      {
        note: 'signed out and in again',
        wire: `
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 200 OK
   Content-Type: application/json
   | {"user":"alice"}
>  POST https://shop.localhost/logout
   Cookie: sid=abc
>> POST /logout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 204 No Content
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 200 OK
   Content-Type: application/json
   | {"user":null}
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Cookie: sid=abc
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Cookie: sid=abc
<< 303 See Other
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
`,
      },
      {
        note: 'over for good',
        wire: ['{"user":"alice"}', '{"user":null}', '{"user":null}']
          .map(
            (body) => `
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 200 OK
   Content-Type: application/json
   | ${body}
`,
          )
          .join(''),
      },
    ],
  },
})
