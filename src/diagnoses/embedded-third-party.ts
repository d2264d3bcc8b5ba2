import { diagnosis } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'embedded-third-party',
  level: 'error',
  about: 'The app runs in a frame of another site, where its session cookie stays at home.',
  local: 'The app is opened in a tab of its own.',
  looksAt: [['cross-site']],
  check(scene) {
    const { exchange } = scene
    const { headers } = exchange.browser.request
    if (get(headers, 'sec-fetch-dest') !== 'iframe' || get(headers, 'sec-fetch-site') !== 'cross-site') return undefined
    const sent = new Set(cookiesAsked(exchange.browser.request).map(({ name }) => name))
    const held = [...scene.jar]
      .map((name) => scene.held(name)!)
      .find(({ name, exchange: setting }) => {
        const set = setting === undefined ? undefined : scene.byId(setting)?.exchange
        return set?.host === exchange.host && !sent.has(name) && keepsSession(scene, name)
      })
    if (!held) return undefined
    return {
      title: `${held.name} stays at home in a frame of another site`,
      subject: held.name,
      evidence: [
        `${asked(exchange)}: Sec-Fetch-Dest: iframe, from another site`,
        `the browser holds ${held.name} and did not send it`,
      ],
    }
  },
  fix: {
    app: {
      any: 'SameSite=None; Secure; Partitioned for the session of the embedded app, or open it in a tab of its own',
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: /
>  GET https://shop.localhost/widget
   Accept: text/html
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: iframe
>> GET /widget
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: iframe
<< 200 OK
`,
      },
    ],
    quiet: [
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=None
   Location: /
>  GET https://shop.localhost/widget
   Accept: text/html
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: iframe
   Cookie: sid=abc
>> GET /widget
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: iframe
   Cookie: sid=abc
<< 200 OK
`,
      },
    ],
  },
})
