import { diagnosis } from '../core/diagnosis.ts'
import { cookiesAsked, cookiesSet } from '../findings/heads.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'cookie-renamed',
  level: 'error',
  about:
    'The front renames a cookie on its way to the app; Auth.js v5 derives its key from the name and cannot read it any more.',
  local: 'The cookie keeps its name there.',
  explains: ['cookies-stripped-before-origin'],
  looksAt: [['cookie-changed']],
  check(scene) {
    const { exchange } = scene
    const by = whoChanged(exchange, 'Cookie', 'request')
    if (!by) return undefined
    const [sent, got] = [cookiesAsked(exchange.browser.request), cookiesAsked(exchange.app?.request)]
    for (const { name, value } of sent) {
      if (value.length < 2 || got.some((one) => one.name === name) || !keepsSession(scene, name)) continue
      const other = got.find((one) => one.value === value && !sent.some((mine) => mine.name === one.name))
      const setting = scene.held(name)?.exchange
      const set = setting === undefined ? undefined : scene.byId(setting)?.exchange
      if (!other || !set || !cookiesSet(set.app?.response).some((one) => one.name === name)) continue
      return {
        title: `${by} renames ${name} to ${other.name}: the app set it under the first name`,
        subject: `${name} ${other.name}`,
        evidence: [
          `${asked(set)}: the app set ${name}`,
          `${asked(exchange)}: it comes back to the app as ${other.name}`,
        ],
      }
    }
    return undefined
  },
  fix: {
    front: { any: 'rename both ways or not at all' },
    app: { any: 'configure the cookie name in the app instead of renaming it in the front' },
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
   Set-Cookie: authjs.session-token=eyJhb; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: authjs.session-token=eyJhb
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: __Secure-authjs.session-token=eyJhb
<< 200 OK
`,
      },
    ],
    quiet: [
      {
        note: 'both ways',
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
   Set-Cookie: sid=eyJhb; Path=/; HttpOnly; Secure
   Location: /
<  303 See Other
   Set-Cookie: shop_sid=eyJhb; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: shop_sid=eyJhb
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=eyJhb
<< 200 OK
`,
      },
    ],
  },
})
