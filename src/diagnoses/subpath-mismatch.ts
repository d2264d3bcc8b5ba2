import type { Past, Sight } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { get } from '../core/headers.ts'
import { landing, pathAsked, urlOf } from '../findings/heads.ts'
import { answered, answerer, asked } from '../findings/quote.ts'

// A redirect out of the prefix is harmless while something is served there; so the answer to what follows decides.
export default diagnosis({
  name: 'subpath-mismatch',
  level: 'error',
  about:
    'The app is published under a path that it knows nothing of: its links, forms, redirects and files lead out of it.',
  local: 'The app stands at / there.',
  looksAt: [['by-front', 'refused']],
  check({ exchange, prefix, before }) {
    const path = pathAsked(exchange)
    if (prefix === undefined) return kept(exchange, before())
    if (exchange.app || (exchange.browser.response?.status ?? 0) < 403) return undefined
    if (path === prefix || path.startsWith(`${prefix}/`) || path === '/favicon.ico') return undefined
    const url = urlOf(exchange)
    const { headers } = exchange.browser.request
    const referrer = get(headers, 'referer')
    const fromWithin =
      referrer !== undefined &&
      URL.canParse(referrer) &&
      new URL(referrer).host === exchange.host &&
      new URL(referrer).pathname.startsWith(`${prefix}/`)
    let led: string | undefined
    for (const { exchange: earlier } of before()) {
      if (exchange.at - earlier.at > 10_000) break
      if (earlier.app && landing(earlier)?.pathname === url?.pathname && landing(earlier)?.host === url?.host)
        led = answered(earlier)
      if (led) break
    }
    if (!fromWithin && !led) return undefined
    return {
      title: `The app is published under ${prefix} and leads to ${path}, outside of it`,
      subject: prefix,
      evidence: [
        ...(led ? [led] : [`${asked(exchange)}: linked from ${new URL(referrer!).pathname}`]),
        `${answerer(exchange)} answered ${exchange.browser.response!.status}`,
        `the front cuts ${prefix} off before the app`,
      ],
    }
  },
  fix: {
    app: {
      any: 'Next.js: basePath in next.config, and let the front keep the prefix; elsewhere mount the routes under it',
      'authjs-5': 'basePath in next.config, AUTH_URL with the path, and <SessionProvider basePath>',
      'next-auth-4': 'NEXTAUTH_URL with the path, and <SessionProvider basePath>',
    },
    front: {
      any: 'publish the app on a host of its own, or pass the prefix on',
      nginx: 'proxy_pass without a path (http://app; not http://app/;)',
    },
  },
  examples: {
    found: [
      {
        note: 'a redirect leads out',
        wire: `
>  GET https://shop.localhost/shop/account
   Accept: text/html
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 307 Temporary Redirect
   Location: /login
>  GET https://shop.localhost/login
   Accept: text/html
<  404 Not Found
`,
      },
      {
        note: 'the prefix reaches an app without basePath',
        wire: `
>  GET https://shop.localhost/shop/
   Accept: text/html
>> GET /shop/
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 404 Not Found
>  GET https://shop.localhost/shop/login
   Accept: text/html
>> GET /shop/login
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 404 Not Found
>  GET https://shop.localhost/login
   Accept: text/html
<  404 Not Found
`,
      },
      {
        note: 'a form leads out',
        wire: `
>  GET https://shop.localhost/shop/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Referer: https://shop.localhost/shop/login
   Content-Type: application/x-www-form-urlencoded
<  404 Not Found
`,
      },
    ],
    quiet: [
      {
        note: 'the prefix is kept in redirects',
        wire: `
>  GET https://shop.localhost/shop/account
   Accept: text/html
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 307 Temporary Redirect
   Location: /shop/login
>  GET https://shop.localhost/shop/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
`,
      },
      {
        note: 'somebody types an address outside',
        wire: `
>  GET https://shop.localhost/shop/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
>  GET https://shop.localhost/admin
   Accept: text/html
<  404 Not Found
`,
      },
    ],
  },
})

/** The front keeps the prefix, and the app knows no page under it. */
function kept(exchange: ExchangeEvent, before: Iterable<Past>): Sight | undefined {
  if (exchange.app || (exchange.browser.response?.status ?? 0) < 403) return undefined
  const missing = new Map<string, ExchangeEvent>()
  for (const { exchange: earlier } of before) {
    if (earlier.kind !== 'document' || !earlier.app) continue
    if (earlier.app.response?.status !== 404) return undefined
    missing.set(pathAsked(earlier), earlier)
  }
  const [first, ...rest] = [...missing.keys()].map((path) => /^\/[^/]+(?=\/)/.exec(path)?.[0])
  if (first === undefined || rest.length === 0 || rest.some((other) => other !== first)) return undefined
  if (pathAsked(exchange).startsWith(`${first}/`)) return undefined
  return {
    title: `The app is published under ${first}, gets that prefix and knows no page under it`,
    subject: first,
    evidence: [
      ...[...missing.values()].slice(0, 3).map(answered),
      `${asked(exchange)}: ${answerer(exchange)} answered ${exchange.browser.response!.status}, outside of ${first}`,
    ],
  }
}
