import { diagnosis } from '../core/diagnosis.ts'
import { cookiesAsked, cookiesSet, isDeletion } from '../findings/heads.ts'
import { loginStep } from '../findings/login-steps.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'prefetch-logout',
  level: 'error',
  about: 'A link to the logout is prefetched, and looking at the page signs people out.',
  local: 'next dev does not prefetch links.',
  looksAt: [['prefetch', 'set-cookie']],
  check(scene) {
    const { exchange } = scene
    const sent = new Set(cookiesAsked(exchange.browser.request).map(({ name }) => name))
    const gone = cookiesSet(exchange.browser.response).find(
      (line) => isDeletion(line, exchange.at) && sent.has(line.name) && keepsSession(scene, line.name),
    )
    if (!gone || loginStep(exchange) !== 'logout') return undefined
    return {
      title: `A prefetch of the logout deleted ${gone.name}: nobody had clicked`,
      subject: gone.name,
      evidence: [`${asked(exchange)}: a prefetch`, `the answer deletes ${gone.name}`],
    }
  },
  fix: { app: { any: 'log out with a POST (a form or an action), or <Link prefetch={false}>' } },
  examples: {
    found: [
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
>  GET https://shop.localhost/logout
   RSC: 1
   Next-Router-Prefetch: 1
   Cookie: sid=abc
>> GET /logout
   Host: shop.localhost
   X-Forwarded-Proto: https
   RSC: 1
   Next-Router-Prefetch: 1
   Cookie: sid=abc
<< 200 OK
   Set-Cookie: sid=; Path=/; Max-Age=0
`,
      },
    ],
    quiet: [
      {
        note: 'nobody is signed in',
        wire: `
>  GET https://shop.localhost/logout
   Sec-Purpose: prefetch
>> GET /logout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Sec-Purpose: prefetch
<< 303 See Other
   Set-Cookie: sid=; Path=/; Max-Age=0
   Location: /
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
>  GET https://shop.localhost/logout
   Accept: text/html
   Cookie: sid=abc
>> GET /logout
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Set-Cookie: sid=; Path=/; Max-Age=0
   Location: /
`,
      },
    ],
  },
})
