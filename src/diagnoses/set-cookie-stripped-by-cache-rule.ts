import { diagnosis } from '../core/diagnosis.ts'
import { answered, cookieLine, whoChanged } from '../findings/quote.ts'
import { lostLines } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'set-cookie-stripped-by-cache-rule',
  level: 'error',
  about: 'The front removes Set-Cookie from the answers of the app, as caches do to be able to store them.',
  local: 'No cache stands before the app.',
  looksAt: [['set-cookie-changed']],
  check(scene) {
    const fate = lostLines(scene)
    if (fate?.fate !== 'all') return undefined
    const by = whoChanged(scene.exchange, 'Set-Cookie', 'response') ?? 'the front'
    const names = fate.lost.map((line) => line.name).join(', ')
    return {
      title: `${by} removes Set-Cookie from the answer: ${names} never reaches the browser`,
      subject: by,
      evidence: [answered(scene.exchange), ...fate.lost.map((line) => `the app sent ${cookieLine(line)}`)],
    }
  },
  fix: {
    front: {
      any: 'do not remove Set-Cookie outside static files',
      nginx: 'no proxy_hide_header Set-Cookie in locations that log in',
      cloudflare: 'no Cache Everything on pages that set cookies',
      varnish: 'no unset beresp.http.Set-Cookie on pages',
    },
  },
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
<  303 See Other
   Vary: Cookie
   Location: /
`,
      },
    ],
    quiet: [
      {
        note: 'a picture needs none',
        wire: `
>  GET https://shop.localhost/logo.png
>> GET /logo.png
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Set-Cookie: sid=abc; Path=/; HttpOnly
<  200 OK
`,
      },
      {
        note: 'a cookie of analytics',
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
   Set-Cookie: _ga=1; Path=/
   Location: /
<  303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
