import { diagnosis } from '../core/diagnosis.ts'
import { cachedFor, inWords } from '../findings/cached-for.ts'
import { landing, pathAsked } from '../findings/heads.ts'
import { isLoginPath } from '../findings/login-steps.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'cached-login-redirect',
  level: 'error',
  about: 'The redirect to the login page comes from a cache, for people who are signed in.',
  local: 'Nothing caches redirects there.',
  explains: ['cached-html-of-another-user', 'writer-reader-scheme-split'],
  looksAt: [['cached', 'redirect']],
  check(scene) {
    const { exchange } = scene
    const to = landing(exchange)
    const stored = cachedFor(scene)
    if (
      !to ||
      !stored?.differs ||
      stored.now.length === 0 ||
      !isLoginPath(to.pathname) ||
      isLoginPath(pathAsked(exchange))
    )
      return undefined
    return {
      title: `${pathAsked(exchange)} redirects to ${to.pathname} out of the cache, though this browser has a session`,
      subject: pathAsked(exchange),
      evidence: [`${asked(exchange)}: answered from the cache`, inWords(stored)],
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
>  GET https://shop.localhost/account
   Accept: text/html
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Location: /login
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
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
<  302 Found
   Location: /login
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/account
   Accept: text/html
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Location: /login
>  GET https://shop.localhost/account as=bob
   Accept: text/html
<  302 Found
   Location: /login
`,
      },
    ],
  },
})
