import { diagnosis } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { cachedFor, inWords } from '../findings/cached-for.ts'
import { pathAsked } from '../findings/heads.ts'
import { isSessionEndpoint } from '../findings/login-steps.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'stale-304-session',
  level: 'error',
  about:
    'Asked who is signed in, a shared cache says "not modified": the browser goes on with what it was told before the login.',
  local: 'Nothing between browser and app answers there.',
  explains: ['cached-session-endpoint'],
  looksAt: [['cached']],
  check(scene) {
    const { exchange } = scene
    const path = pathAsked(exchange)
    if (exchange.browser.response?.status !== 304 || !isSessionEndpoint(path)) return undefined
    const stored = cachedFor(scene)
    if (!stored?.differs) return undefined
    const validator = get(exchange.browser.request.headers, 'if-none-match') === undefined ? 'Modified' : 'None-Match'
    return {
      title: `${path} is answered 304 from the cache: the browser keeps the answer for ${stored.made.length > 0 ? 'another session' : 'an anonymous visitor'}`,
      subject: path,
      evidence: [`${asked(exchange)}: asked with If-${validator}, answered 304 from the cache`, inWords(stored)],
    }
  },
  fix: {
    app: { any: 'answer Cache-Control: private, no-store, and no ETag, wherever the session is read' },
    front: {
      any: 'keep answers that depend on the session out of the cache',
      nginx: 'proxy_cache_bypass $cookie_NAME; proxy_no_cache $cookie_NAME;',
      varnish: 'return (pass) for requests with the session cookie, as the built-in VCL does',
    },
  },
  examples: {
    found: [
      {
        note: 'the answer from before the login is still good, says the cache',
        wire: `
>  GET https://shop.localhost/api/me
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Content-Type: application/json
   ETag: "1"
   | {"user":null}
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
>  GET https://shop.localhost/api/me
   If-None-Match: "1"
   Cookie: sid=abc
<  304 Not Modified
   ETag: "1"
`,
      },
    ],
    quiet: [
      {
        note: 'the app itself compared',
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
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 200 OK
   Content-Type: application/json
   ETag: "2"
   | {"user":"alice"}
>  GET https://shop.localhost/api/me
   If-None-Match: "2"
   Cookie: sid=abc
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   If-None-Match: "2"
   Cookie: sid=abc
<< 304 Not Modified
   ETag: "2"
`,
      },
      {
        note: 'a public file',
        wire: `
>  GET https://shop.localhost/feed.xml
>> GET /feed.xml
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Content-Type: application/xml
   Cache-Control: public, max-age=60
   ETag: "3"
   | <feed/>
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
>  GET https://shop.localhost/feed.xml
   If-None-Match: "3"
   Cookie: sid=abc
<  304 Not Modified
   ETag: "3"
`,
      },
    ],
  },
})
