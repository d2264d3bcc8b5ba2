import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { cookiesAsked, cookiesSet, isDeletion, statusOf } from '../findings/heads.ts'
import { isBounce, isTurnedDown } from '../findings/login-steps.ts'
import { answered, asked } from '../findings/quote.ts'

/** Milliseconds; later, other things may have happened. */
const RECENT = 600_000

export default diagnosis({
  name: 'response-lost-after-commit',
  level: 'error',
  about:
    'The app has given out a new token, and the answer with it never arrived: the old one that the browser has is worth nothing.',
  local: 'Between browser and app on one machine no answer is lost.',
  explains: ['refresh-race-parallel'],
  looksAt: [
    ['cookie', 'refused'],
    ['cookie', 'set-cookie'],
    ['cookie', 'redirect'],
  ],
  check(scene) {
    const { exchange } = scene
    const asking = cookiesAsked(exchange.app?.request)
    if (asking.length === 0 || !exchange.app?.response) return undefined
    // First what this exchange says by itself: most are not turned away, and need no look at the past.
    const away = turnedAway(exchange)
    if (away.length === 0) return undefined
    for (const { exchange: earlier } of scene.before()) {
      if (exchange.at - earlier.at > RECENT) break
      if (earlier.browser.response !== undefined || !earlier.app?.response) continue
      const lost = cookiesSet(earlier.app.response).find((line) => {
        if (isDeletion(line, earlier.at)) return false
        const before = cookiesAsked(earlier.app?.request).find(({ name }) => name === line.name)
        const now = asking.find(({ name }) => name === line.name)
        return before !== undefined && now?.value === before.value && line.value !== before.value
      })
      if (!lost || !(away === EVERY || away.includes(lost.name))) continue
      return {
        title: `The answer with the new ${lost.name} never arrived in #${earlier.id}, and the app no longer takes the old one`,
        subject: lost.name,
        evidence: [
          `${asked(earlier)}: the app set ${lost.name}; nothing of its answer reached the browser`,
          answered(exchange),
        ],
      }
    }
    return undefined
  },
  fix: {
    app: {
      any: 'take the token before the newest one for a little while longer (a reuse interval), or let the refresh be repeated with the same result',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/api/auth/refresh
   Cookie: rt=1
>> POST /api/auth/refresh
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: rt=1
<< 200 OK
   Set-Cookie: rt=2; Path=/; HttpOnly; Secure
<  cut
>  POST https://shop.localhost/api/auth/refresh
   Cookie: rt=1
>> POST /api/auth/refresh
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: rt=1
<< 401 Unauthorized
   Set-Cookie: rt=; Path=/; Max-Age=0
`,
      },
    ],
    quiet: [
      {
        note: 'a renewal was given up with its page, and then the user signs out with a Server Action',
        wire: `
>  GET https://shop.localhost/api/auth/session
   Cookie: __Secure-authjs.session-token=a
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.session-token=a
<< 200 OK
   Set-Cookie: __Secure-authjs.session-token=b; Path=/; HttpOnly; Secure; SameSite=Lax
<  cut
>  POST https://shop.localhost/
   Origin: https://shop.localhost
   Next-Action: 4012ab
   Cookie: __Secure-authjs.session-token=a
>> POST /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
   Cookie: __Secure-authjs.session-token=a
<< 200 OK
   Set-Cookie: __Secure-authjs.session-token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax
   x-action-redirect: /;push
`,
      },
      {
        note: 'the old one is still good',
        wire: `
>  POST https://shop.localhost/api/auth/refresh
   Cookie: rt=1
>> POST /api/auth/refresh
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: rt=1
<< 200 OK
   Set-Cookie: rt=2; Path=/; HttpOnly; Secure
<  cut
>  POST https://shop.localhost/api/auth/refresh
   Cookie: rt=1
>> POST /api/auth/refresh
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: rt=1
<< 200 OK
   Set-Cookie: rt=3; Path=/; HttpOnly; Secure
`,
      },
    ],
  },
})

const EVERY: readonly string[] = ['(every cookie)']

/** The cookies of which the app wants nothing any more. */
function turnedAway(exchange: ExchangeEvent): readonly string[] {
  const answer = exchange.app?.response
  const status = statusOf(answer)
  if (status === 401 || status === 403 || isBounce(exchange)) return EVERY
  // A post that takes the session away and leads on is a sign-out, whatever its path.
  if (exchange.browser.request.method !== 'GET' && status < 400 && !isTurnedDown(exchange)) return []
  return cookiesSet(answer)
    .filter((line) => isDeletion(line, exchange.at))
    .map(({ name }) => name)
}
