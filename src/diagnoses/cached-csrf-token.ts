import { diagnosis } from '../core/diagnosis.ts'
import { cachedFor, inWords } from '../findings/cached-for.ts'
import { pathAsked } from '../findings/heads.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'cached-csrf-token',
  level: 'error',
  about: 'The CSRF token comes from a cache and belongs to another browser: the first login always fails.',
  local: 'Nothing caches there.',
  looksAt: [['cached']],
  check(scene) {
    const { exchange } = scene
    if (!/\/auth\/csrf$/.test(pathAsked(exchange))) return undefined
    const stored = cachedFor(scene)
    if (!stored || stored.source.exchange.client === exchange.client) return undefined
    return {
      title: `${pathAsked(exchange)} comes from the cache: the token belongs to another browser`,
      subject: pathAsked(exchange),
      evidence: [
        `${asked(exchange)}: answered from the cache`,
        `it was made for #${stored.source.exchange.id}, ${stored.source.exchange.client}`,
      ],
    }
  },
  fix: {
    app: { any: 'answer Cache-Control: private, no-store wherever the session is read or a cookie is set' },
    front: {
      any: 'bypass the cache when the request carries a session cookie, and never store Set-Cookie',
      nginx:
        'proxy_cache_bypass $cookie_NAME; proxy_no_cache $cookie_NAME; and no proxy_ignore_headers Cache-Control Set-Cookie',
      varnish: 'return (pass) for requests with the session cookie, as the built-in VCL does',
      cloudflare: 'no Cache Everything, or bypass on the session cookie',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/csrf
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Content-Type: application/json
   | {"csrfToken":"a"}
>  GET https://shop.localhost/api/auth/csrf as=bob
   Cookie: zz=1
<  200 OK
   Content-Type: application/json
   | {"csrfToken":"a"}
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/csrf
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Content-Type: application/json
   | {"csrfToken":"a"}
>  GET https://shop.localhost/api/auth/csrf as=bob
   Cookie: zz=1
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: zz=1
<< 200 OK
   Content-Type: application/json
   | {"csrfToken":"b"}
`,
      },
    ],
  },
})
