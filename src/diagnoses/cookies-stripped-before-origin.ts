import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { cookiesAsked, statusOf } from '../findings/heads.ts'
import { given } from '../findings/login-steps.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'cookies-stripped-before-origin',
  level: 'error',
  about: 'The front takes the session cookie out of the request, so the app sees an anonymous visitor.',
  local: 'No front stands before the app.',
  explains: [
    'csrf-double-submit-broken',
    'writer-reader-scheme-split',
    'memory-session-many-instances',
    'secrets-differ-per-instance',
  ],
  looksAt: [['cookie-changed']],
  check(scene) {
    const { exchange } = scene
    if (!exchange.app || exchange.kind === 'static' || exchange.kind === 'prefetch') return undefined
    const by = whoChanged(exchange, 'Cookie', 'request')
    if (!by) return undefined
    const arrived = new Set(cookiesAsked(exchange.app.request).map(({ name }) => name))
    // A cookie that arrives under another name was renamed, not taken away.
    const values = new Set(cookiesAsked(exchange.app.request).map(({ value }) => value))
    const joined = cookiesAsked(exchange.app.request).some(({ value }) => /,\s*[^\s=]+=/.test(value))
    const lost = cookiesAsked(exchange.browser.request).filter(
      ({ name, value }) =>
        !arrived.has(name) && !values.has(value) && (keepsSession(scene, name) || isMissedGuard(exchange, name)),
    )
    if (lost.length === 0 || joined) return undefined
    const names = [...new Set(lost.map(({ name }) => name))].join(', ')
    const session = lost.some(({ name }) => keepsSession(scene, name))
    const so = session ? 'the app does not see who it is' : 'the check against foreign forms fails'
    return {
      title: `${by} takes ${names} out of the request: ${so}`,
      subject: by,
      evidence: [
        `${asked(exchange)}: the browser sent ${names}`,
        `${by} removed it; the app got ${arrived.size === 0 ? 'no cookies' : [...arrived].join(', ')}`,
      ],
    }
  },
  fix: {
    front: {
      any: 'forward cookies, and do not cache, where pages depend on the session',
      varnish: 'no unset req.http.Cookie for pages and the API: return (pass) instead',
      cloudfront: 'an origin request policy that forwards cookies, and CachingDisabled',
    },
    app: { any: 'on Firebase Hosting only a cookie named __session passes' },
  },
  examples: {
    found: [
      {
        note: 'NextAuth: without its CSRF cookie the login is turned down with 200, and a new one is set',
        wire: `
>  POST https://shop.localhost/api/auth/callback/credentials
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Cookie: __Host-next-auth.csrf-token=abc
>> POST /api/auth/callback/credentials
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 200 OK
   Content-Type: application/json
   Set-Cookie: __Host-next-auth.csrf-token=def; Path=/; HttpOnly; Secure; SameSite=Lax
`,
      },
      {
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
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=abc; theme=dark
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: theme=dark
<< 200 OK
`,
      },
    ],
    quiet: [
      {
        note: 'the cookie of the front itself',
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
<  200 OK
   Set-Cookie: SRV=a; Path=/; HttpOnly
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: SRV=a
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
`,
      },
      {
        note: 'analytics only',
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
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=abc; _ga=1
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
`,
      },
      {
        note: 'a static file',
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
>  GET https://shop.localhost/app.css
   Cookie: sid=abc
>> GET /app.css
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
`,
      },
    ],
  },
})

/** A form's CSRF cookie that the app missed: it refuses, or makes a new one. */
function isMissedGuard(exchange: ExchangeEvent, name: string): boolean {
  if (exchange.browser.request.method !== 'POST' || !/csrf|xsrf/i.test(name)) return false
  return statusOf(exchange.app?.response) >= 400 || given(exchange, 'app').includes(name)
}
