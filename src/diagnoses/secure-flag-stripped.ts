import { attribute } from '../core/cookies.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { refusal } from '../findings/matters.ts'
import { cookieLine, whoChanged } from '../findings/quote.ts'
import { rewritten } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'secure-flag-stripped',
  level: 'error',
  about:
    'The front takes Secure off a cookie (or adds SameSite=None without it), and the browser refuses what is left.',
  local: 'No front touches the cookie, and its name has no prefix there.',
  explains: ['host-prefix-broken'],
  looksAt: [['set-cookie', 'cookie-trouble', 'response-changed']],
  check(scene) {
    const { exchange } = scene
    const refused = refusal(scene, ['InvalidPrefix', 'SameSiteNoneInsecure'])
    const lines = refused && rewritten(exchange, refused.name)
    if (!refused || !lines || attribute(lines.browser, 'secure') !== undefined) return undefined
    const by = whoChanged(exchange, 'Set-Cookie', 'response') ?? 'the front'
    const none = refused.reasons?.includes('SameSiteNoneInsecure')
    if (!none && attribute(lines.app, 'secure') === undefined) return undefined
    return {
      title: `${by} leaves ${refused.name} without Secure: the browser refuses it (${refused.reasons?.join(', ')})`,
      subject: by,
      evidence: [`the app sent ${cookieLine(lines.app)}`, `the browser got ${cookieLine(lines.browser)}`],
    }
  },
  fix: {
    front: {
      any: 'leave Secure on cookies as it is; SameSite=None always together with Secure',
      nginx: 'no nosecure in proxy_cookie_flags',
    },
  },
  examples: {
    found: [
      {
        note: 'a prefix asks for Secure',
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
   Set-Cookie: __Secure-authjs.session-token=eyJh; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: /
<  303 See Other
   Set-Cookie: __Secure-authjs.session-token=eyJh; Path=/; HttpOnly; SameSite=Lax
   Location: /
`,
      },
      {
        note: 'SameSite=None asks for Secure',
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
   Set-Cookie: sid=a; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: /
<  303 See Other
   Set-Cookie: sid=a; Path=/; HttpOnly; SameSite=None
   Location: /
`,
      },
    ],
    quiet: [
      {
        note: 'a plain name is kept without it',
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
   Set-Cookie: sid=abc; Path=/; HttpOnly
   Location: /
`,
      },
    ],
  },
})
