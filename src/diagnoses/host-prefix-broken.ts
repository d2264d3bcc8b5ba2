import { attribute } from '../core/cookies.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { cookiesSet } from '../findings/heads.ts'
import { refusal } from '../findings/matters.ts'
import { cookieLine, whoChanged } from '../findings/quote.ts'
import { rewritten } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'host-prefix-broken',
  level: 'error',
  about: 'A cookie named __Host- gets a Domain or another Path than /, and the browser refuses it.',
  local: 'Libraries use the prefix on https only, and no front rewrites the cookie.',
  explains: ['csrf-double-submit-broken'],
  looksAt: [['set-cookie', 'cookie-trouble']],
  check(scene) {
    const { exchange } = scene
    const refused = refusal(scene, ['InvalidPrefix'])
    if (!refused || !/^__host-/i.test(refused.name) || exchange.scheme !== 'https') return undefined
    const line = cookiesSet(exchange.browser.response).find((one) => one.name === refused.name)
    if (!line) return undefined
    const [domain, path] = [attribute(line, 'domain'), attribute(line, 'path')]
    const wrong = domain ? `Domain=${domain}` : path !== '/' ? `Path=${path ?? '(none)'}` : undefined
    if (!wrong) return undefined
    const by = rewritten(exchange, refused.name)
      ? (whoChanged(exchange, 'Set-Cookie', 'response') ?? 'the front')
      : 'the app'
    return {
      title: `${by} sets ${refused.name} with ${wrong}: the browser refuses it, since __Host- needs Path=/ and no Domain`,
      subject: by,
      evidence: [cookieLine(line), 'the browser refuses it: InvalidPrefix'],
    }
  },
  fix: {
    app: { any: 'give cookies named __Host- the attributes Secure and Path=/ and no Domain, or choose another name' },
    front: {
      any: 'leave cookies named __Host- out of Path and Domain rewriting',
      nginx: 'no proxy_cookie_path or proxy_cookie_domain that matches them',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/csrf
   Accept: text/html
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Set-Cookie: __Host-authjs.csrf-token=a; Path=/; HttpOnly; Secure
<  200 OK
   Set-Cookie: __Host-authjs.csrf-token=a; Path=/; Domain=shop.localhost; HttpOnly; Secure
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/csrf
   Accept: text/html
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Set-Cookie: __Host-authjs.csrf-token=a; Path=/; HttpOnly; Secure
`,
      },
    ],
  },
})
