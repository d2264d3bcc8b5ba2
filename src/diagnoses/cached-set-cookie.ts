import { diagnosis } from '../core/diagnosis.ts'
import { cachedFor } from '../findings/cached-for.ts'
import { cookiesSet, isDeletion } from '../findings/heads.ts'
import { keepsSession } from '../findings/matters.ts'
import { answerer, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'cached-set-cookie',
  level: 'error',
  about: 'A shared cache hands out a stored Set-Cookie: people get the session of somebody else.',
  local: 'Nothing caches there, and next dev forbids it.',
  explains: ['cached-html-of-another-user', 'cached-session-endpoint'],
  looksAt: [['cached', 'set-cookie']],
  check(scene) {
    const { exchange } = scene
    const stored = cachedFor(scene)
    const line = cookiesSet(exchange.browser.response).find((one) => {
      const hidden = one.attributes.some((attribute) => attribute.name.toLowerCase() === 'httponly')
      return !isDeletion(one, exchange.at) && (keepsSession(scene, one.name) || hidden)
    })
    if (!stored || !line) return undefined
    return {
      title: `${answerer(exchange)} gives everybody the ${line.name} of one browser out of the cache`,
      subject: line.name,
      evidence: [
        `${asked(exchange)}: answered from the cache with Set-Cookie ${line.name}`,
        `the app set it in #${stored.source.exchange.id}, for ${stored.source.exchange.client}`,
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
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   | hi
>  GET https://shop.localhost/ as=bob
   Accept: text/html
<  200 OK
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   | hi
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Cache-Control: public, s-maxage=60
   | hi
>  GET https://shop.localhost/ as=bob
   Accept: text/html
<  200 OK
   Cache-Control: public, s-maxage=60
   | hi
`,
      },
    ],
  },
})
