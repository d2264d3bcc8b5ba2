import { diagnosis } from '../core/diagnosis.ts'
import type { ToldResponse } from '../core/events.ts'
import { get } from '../core/headers.ts'
import { landing } from '../findings/heads.ts'
import { isFailedLogin, oneTimeCode } from '../findings/one-time-codes.ts'
import { answered, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'duplicate-callback',
  level: 'error',
  about: 'The callback of the login is run twice with the same code, and the second time fails.',
  local: 'No front repeats requests.',
  looksAt: [
    ['query', 'refused'],
    ['query', 'redirect'],
  ],
  check(scene) {
    const { exchange } = scene
    const code = oneTimeCode(exchange)
    if (!code || !isFailedLogin(exchange)) return undefined
    const worked = exchange.app?.before?.find((answer) => leadsOn(answer))
    if (worked)
      return {
        title: `The front delivered the callback more than once in #${exchange.id}: it worked first, and the browser was shown the failure`,
        subject: 'callback',
        evidence: [`${asked(exchange)}: the app answered ${worked.status} to the first delivery`, answered(exchange)],
      }
    for (const { exchange: earlier } of scene.all()) {
      if (exchange.at - earlier.at > 600_000) break
      if (!earlier.app || oneTimeCode(earlier) !== code || earlier.client !== exchange.client) continue
      // A double click: nobody heard the first answer, but the app had the code.
      if (earlier.end === 'aborted-by-browser' && !earlier.app.response)
        return {
          title: `The callback was asked for twice with the same code: the browser gave #${earlier.id} up, and the second one fails`,
          subject: 'callback',
          evidence: [`${asked(earlier)}: given up by the browser before the app had answered`, answered(exchange)],
        }
      if (isFailedLogin(earlier) || !landing(earlier)) continue
      return {
        title: `The callback ran twice with the same code: it worked in #${earlier.id}, and fails now`,
        subject: 'callback',
        evidence: [answered(earlier), answered(exchange)],
      }
    }
    return undefined
  },
  fix: {
    app: { any: 'lead on from the callback at once, so that a reload does not repeat it' },
    front: { any: 'do not retry or duplicate callbacks', nginx: 'proxy_next_upstream off; for /api/auth/callback' },
  },
  examples: {
    found: [
      {
        note: 'the front delivers it twice by itself',
        wire: `
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2
   Accept: text/html
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
<< 302 Found
   Location: /api/auth/error?error=OAuthCallback
`,
      },
      {
        wire: `
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2
   Accept: text/html
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2
   Accept: text/html
   Cookie: sid=abc
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /api/auth/error?error=OAuthCallback
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2
   Accept: text/html
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/api/auth/callback/github?code=3&state=4
   Accept: text/html
   Cookie: sid=abc
>> GET /api/auth/callback/github?code=3&state=4
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /api/auth/error?error=OAuthCallback
`,
      },
    ],
  },
})

/** To a page that is none of an error. */
function leadsOn({ status, headers }: ToldResponse): boolean {
  const to = get(headers, 'location')
  return status >= 300 && status < 400 && to !== undefined && !/[?&]error=/.test(to)
}
