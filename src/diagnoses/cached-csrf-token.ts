import { diagnosis } from '../core/diagnosis.ts'
import { cachedFor } from '../findings/cached-for.ts'
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
    app: { any: 'answer Cache-Control: private, no-store with the token' },
    front: { any: 'do not cache /api/auth' },
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
   User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0
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
   User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
   User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0
<< 200 OK
   Content-Type: application/json
   | {"csrfToken":"b"}
`,
      },
    ],
  },
})
