import { diagnosis } from '../core/diagnosis.ts'
import { cachedFor, inWords } from '../findings/cached-for.ts'
import { pathAsked, statusOf } from '../findings/heads.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'cached-html-of-another-user',
  level: 'error',
  about: 'A shared cache gives a page that was made for one session to another.',
  local: 'Nothing caches there, and next dev forbids it.',
  explains: ['writer-reader-scheme-split'],
  looksAt: [['cached']],
  check(scene) {
    const { exchange } = scene
    if (exchange.kind !== 'document' && exchange.kind !== 'rsc') return undefined
    const stored = cachedFor(scene)
    if (!stored?.differs || stored.allowed || statusOf(exchange.browser.response) >= 300) return undefined
    const leak = stored.made.length > 0
    return {
      title: leak
        ? `${pathAsked(exchange)} made for one session is given to another out of the cache`
        : `${pathAsked(exchange)} comes from the cache as it was for an anonymous visitor, though this one has a session`,
      subject: leak ? 'leak' : 'stale',
      evidence: [
        `${asked(exchange)}: answered from the cache`,
        inWords(stored),
        ...(stored.forbidden ? ['the app had forbidden to cache it, or said Vary: Cookie'] : []),
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
        note: 'another user',
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
   Cookie: sid=abc
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Type: text/html
   | hello alice
>  GET https://shop.localhost/ as=bob
   Accept: text/html
<  200 OK
   Content-Type: text/html
   | hello alice
`,
      },
      {
        note: 'signed in, and the page is from before',
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Content-Type: text/html
   | sign in
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
   Cookie: sid=abc
<  200 OK
   Content-Type: text/html
   | sign in
`,
      },
    ],
    quiet: [
      {
        note: 'the app lets everybody cache it',
        wire: `
>  GET https://shop.localhost/about
   Accept: text/html
>> GET /about
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Cache-Control: s-maxage=31536000
   | about
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
>  GET https://shop.localhost/about
   Accept: text/html
   Cookie: sid=abc
<  200 OK
   Content-Type: text/html
   | about
`,
      },
      {
        note: 'nobody is signed in',
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Content-Type: text/html
   | sign in
>  GET https://shop.localhost/ as=bob
   Accept: text/html
<  200 OK
   Content-Type: text/html
   | sign in
`,
      },
    ],
  },
})
