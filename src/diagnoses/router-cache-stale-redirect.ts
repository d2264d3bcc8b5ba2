import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { cookiesAsked, landing, pathAsked } from '../findings/heads.ts'
import { isLoginPath } from '../findings/login-steps.ts'
import { asked } from '../findings/quote.ts'

const PREFETCH = `
>  GET https://shop.localhost/account?_rsc=1
   RSC: 1
   Next-Router-Prefetch: 1
   Sec-Fetch-Dest: empty
>> GET /account?_rsc=1
   Host: shop.localhost
   X-Forwarded-Proto: https
   RSC: 1
   Next-Router-Prefetch: 1
   Sec-Fetch-Dest: empty
<< 307 Temporary Redirect
   Location: /login
`
const LOGIN = `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   x-action-redirect: /;push
`
const ask = (path: string, status: string) => `
>  GET https://shop.localhost${path}?_rsc=2
   RSC: 1
   Sec-Fetch-Dest: empty
   Cookie: sid=abc
>> GET ${path}?_rsc=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   RSC: 1
   Sec-Fetch-Dest: empty
   Cookie: sid=abc
<< ${status}
   Content-Type: text/x-component
`

export default diagnosis({
  name: 'router-cache-stale-redirect',
  level: 'warning',
  about:
    'A page was prefetched before the login, as a redirect to it, and the router of Next.js goes on following that after the login.',
  local: 'next dev does not prefetch links.',
  looksAt: [['rsc', 'cookie']],
  check(scene) {
    const { exchange, attempt } = scene
    const path = pathAsked(exchange)
    if (exchange.kind !== 'rsc' || !attempt || attempt.cookies.size === 0 || !isLoginPath(path)) return undefined
    if (!cookiesAsked(exchange.browser.request).some(({ name }) => attempt.cookies.has(name))) return undefined
    const led = (one: ExchangeEvent) => landing(one)?.pathname === path
    /** Pages that were asked for since the login: whoever leads to the login now says so himself. */
    for (const { exchange: earlier } of scene.before()) {
      if (earlier.id > attempt.first.id) {
        if (led(earlier)) return undefined
        continue
      }
      if (attempt.first.at - earlier.at > 600_000) return undefined
      if (earlier.kind !== 'prefetch' || !led(earlier)) continue
      const since = [...scene.before()].some(
        (one) => one.exchange.id > attempt.first.id && pathAsked(one.exchange) === pathAsked(earlier),
      )
      if (since) return undefined
      return {
        title: `Signed in, and a link still leads to ${path}: ${pathAsked(earlier)} was prefetched before the login and is not asked for again`,
        subject: path,
        evidence: [
          `${asked(earlier)}: a prefetch before the login, redirected to ${path}`,
          `${asked(attempt.first)}: the login`,
          `${asked(exchange)}: asked for by the router, and ${pathAsked(earlier)} was not`,
        ],
      }
    }
    return undefined
  },
  fix: {
    app: {
      any: 'router.refresh() or a full page load after signing in and out; <Link prefetch={false}> to what needs a login',
    },
  },
  examples: {
    found: [{ wire: `${PREFETCH}${LOGIN}${ask('/', '200 OK')}${ask('/login', '200 OK')}` }],
    quiet: [
      { note: 'the page is asked for again', wire: `${PREFETCH}${LOGIN}${ask('/account', '200 OK')}` },
      { note: 'nothing was prefetched', wire: `${LOGIN}${ask('/', '200 OK')}${ask('/login', '200 OK')}` },
    ],
  },
})
