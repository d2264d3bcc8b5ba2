import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { cookiesAsked, cookiesSet, landing, pathAsked } from '../findings/heads.ts'
import { isBounce, isLoginPath } from '../findings/login-steps.ts'
import { keepsSession } from '../findings/matters.ts'
import { answered, asked } from '../findings/quote.ts'

/** The login page leads away: it takes whoever has the cookie for signed in. */
function leadsBack(exchange: ExchangeEvent): boolean {
  if (exchange.browser.request.method !== 'GET' || !isLoginPath(pathAsked(exchange))) return false
  const to = landing(exchange)
  return to !== undefined && to.host === exchange.host && !isLoginPath(to.pathname)
}

export default diagnosis({
  name: 'expiry-mismatch',
  level: 'info',
  about:
    'The cookie outlives its session: the app leads to the login and leaves the cookie where it is; if the login page goes by the cookie, that never ends.',
  local: 'Nobody stays long enough for a session to end before its cookie.',
  looksAt: [['cookie', 'redirect']],
  check(scene) {
    const { exchange } = scene
    if (!isBounce(exchange) || !exchange.app?.response || exchange.servedFrom !== undefined) return undefined
    const path = pathAsked(exchange)
    const deleted = new Set(cookiesSet(exchange.app.response).map(({ name }) => name))
    const session = cookiesAsked(exchange.app.request).find(
      ({ name, value }) => !deleted.has(name) && keepsSession(scene, name) && scene.held(name)?.value === value,
    )
    if (!session) return undefined
    const sent = ({ app }: ExchangeEvent) =>
      cookiesAsked(app?.request).some(({ name, value }) => name === session.name && value === session.value)
    const back: ExchangeEvent[] = []
    for (const { exchange: earlier } of scene.before()) {
      if (!sent(earlier)) continue
      if (earlier.app?.instance !== exchange.app.instance || earlier.browser.request.method !== 'GET') return undefined
      if (leadsBack(earlier) && exchange.at - earlier.at < 30_000) back.push(earlier)
      const good = earlier.app.response?.status === 200 && earlier.servedFrom === undefined
      if (pathAsked(earlier) !== path || !good || earlier.kind === 'static') continue
      const loop = back.length > 1
      return {
        title: loop
          ? `The session behind ${session.name} is over, the cookie is not: ${path} leads to the login, and the login page back to it`
          : `The session behind ${session.name} is over, and ${path} leads to the login without taking the cookie away`,
        subject: `${session.name} ${loop}`,
        evidence: [
          `${asked(earlier)}: answered 200, with the same ${session.name}`,
          answered(exchange),
          ...(loop ? [answered(back[0]!)] : []),
        ],
        ...(loop ? { level: 'error' as const } : {}),
      }
    }
    return undefined
  },
  fix: {
    app: {
      any: 'one length for cookie, token and row; delete the cookie with the answer that turns the session down, and let the login page ask the store, not the cookie',
      'better-auth':
        'getSessionCookie only says that there is a cookie: check with auth.api.getSession before leading away from the login',
      supabase:
        'the cookie lives 400 days, the token an hour: supabase.auth.getUser() in the proxy/middleware renews it',
    },
  },
  examples: {
    found: [
      {
        note: 'the cookie stays, and nothing worse',
        wire: `
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Type: text/html
>  GET https://shop.localhost/account after=4000s
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /login
`,
      },
      {
        note: 'the login page goes by the cookie: first the one, then the loop',
        also: ['expiry-mismatch'],
        wire: `
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Type: text/html
>  GET https://shop.localhost/account after=4000s
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /login
>  GET https://shop.localhost/login
   Accept: text/html
   Cookie: sid=abc
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /account
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /login
>  GET https://shop.localhost/login
   Accept: text/html
   Cookie: sid=abc
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /account
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /login
`,
      },
    ],
    quiet: [
      {
        note: 'the cookie goes with the session',
        wire: `
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Type: text/html
>  GET https://shop.localhost/account after=4000s
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Set-Cookie: sid=; Path=/; Max-Age=0
   Location: /login
`,
      },
      {
        note: 'a sign-out in between, which left the cookie',
        wire: `
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Type: text/html
>  POST https://shop.localhost/logout
   Cookie: sid=abc
>> POST /logout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 303 See Other
   Location: /
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
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
