import { options } from '../caching/options.ts'
import { policyOf } from '../caching/policy-of.ts'
import { createCache } from '../caching/shared-cache.ts'
import { behaviour } from '../core/behaviour.ts'

// Everything that makes a cache lives in src/caching. Put this step where the real front has its cache: what stands above it in
// the hop happens to every answer, stored or not; what stands below it happens only when the app is asked.
export default behaviour({
  name: 'cache',
  about: "a shared cache: one visitor's answer may be given to the next",
  options,
  setup: (given, tools) => createCache(policyOf(given), tools),
  examples: [
    {
      note: 'by the book: stored because the app says public; the second visitor does not reach the app',
      options: { status: { 'cache-status': 'edge' } },
      wire: `
>  GET https://shop.localhost/
   Cookie: sid=alice
>> GET /
   Host: shop.localhost
   Cookie: sid=alice
<< 200
   Cache-Control: public, max-age=60
   | hello alice
<  200
   Cache-Control: public, max-age=60
   Cache-Status: edge; fwd=uri-miss; ttl=60; stored
   | hello alice
>  GET https://shop.localhost/
   Cookie: sid=bob
<  200
   Cache-Control: public, max-age=60
   Age: 0
   Cache-Status: edge; hit; ttl=60
   | hello alice
`,
    },
    {
      note: "the leak of nginx's default key with proxy_cache_valid: an answer without Cache-Control is for everybody",
      options: {
        like: 'nginx',
        key: { host: 'upstream' },
        ttl: { status: { '200': '10m' } },
        status: { header: 'X-Cache-Status' },
      },
      wire: `
>  GET https://shop.localhost/api/auth/session
   Cookie: sid=alice
>> GET /api/auth/session
   Host: shop.localhost
   Cookie: sid=alice
<< 200
   | {"user":"alice"}
<  200
   X-Cache-Status: MISS
   | {"user":"alice"}
>  GET https://other.localhost/api/auth/session
<  200
   X-Cache-Status: HIT
   | {"user":"alice"}
`,
    },
    {
      note: 'Set-Cookie stored with the page: the second visitor is logged in as the first',
      options: { 'set-cookie': 'store', status: { header: 'X-Cache', words: { hit: 'Hit', miss: 'Miss' } } },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Cache-Control: s-maxage=31536000
   Set-Cookie: sid=alice; Path=/; HttpOnly
<  200
   Cache-Control: s-maxage=31536000
   Set-Cookie: sid=alice; Path=/; HttpOnly
   X-Cache: Miss
>  GET https://shop.localhost/
<  200
   Cache-Control: s-maxage=31536000
   Set-Cookie: sid=alice; Path=/; HttpOnly
   Age: 0
   X-Cache: Hit
`,
    },
    {
      note: "what is private is nobody else's, and POST goes through",
      options: { status: { 'cache-status': 'edge' } },
      wire: `
>  GET https://shop.localhost/account
>> GET /account
   Host: shop.localhost
<< 200
   Cache-Control: private, max-age=60
<  200
   Cache-Control: private, max-age=60
   Cache-Status: edge; fwd=uri-miss; detail="private"
>  GET https://shop.localhost/account
>> GET /account
   Host: shop.localhost
<< 200
   Cache-Control: private, max-age=60
<  200
   Cache-Control: private, max-age=60
   Cache-Status: edge; fwd=uri-miss; detail="private"
>  POST https://shop.localhost/account
>> POST /account
   Host: shop.localhost
<< 303
   Location: /
<  303
   Location: /
   Cache-Status: edge; fwd=method
`,
    },
  ],
})
