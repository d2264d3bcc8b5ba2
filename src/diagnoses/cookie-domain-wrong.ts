import { attribute } from '../core/cookies.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { cookiesSet } from '../findings/heads.ts'
import { refusal } from '../findings/matters.ts'
import { isSuffix } from '../findings/public-suffix.ts'
import { cookieLine, whoChanged } from '../findings/quote.ts'
import { rewritten } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'cookie-domain-wrong',
  level: 'error',
  about: 'Domain of the cookie does not cover the host in the address bar, and the browser refuses it.',
  local: 'The cookie has no Domain there, or Domain=localhost on localhost.',
  explains: ['host-prefix-broken', 'csrf-double-submit-broken'],
  looksAt: [['set-cookie', 'cookie-trouble']],
  check(scene) {
    const { exchange } = scene
    const refused = refusal(scene, ['InvalidDomain'])
    const line =
      refused &&
      cookiesSet(exchange.browser.response).find((one) => one.name === refused.name && attribute(one, 'domain'))
    const domain = line && attribute(line, 'domain')
    if (!refused || !line || !domain || isSuffix(domain, exchange.host)) return undefined
    const by = rewritten(exchange, refused.name)
      ? (whoChanged(exchange, 'Set-Cookie', 'response') ?? 'the front')
      : 'the app'
    return {
      title: `${by} sets ${refused.name} with Domain=${domain}, which does not cover ${exchange.host}: the browser refuses it`,
      subject: `${by} ${domain}`,
      evidence: [cookieLine(line), `the browser is on ${exchange.host}`],
    }
  },
  fix: {
    app: { any: 'leave Domain out, or name the public host or its registrable domain' },
    front: {
      any: 'rewrite Domain to the public host, or leave it alone',
      nginx: 'proxy_cookie_domain THAT-DOMAIN $host;',
    },
  },
  examples: {
    found: [
      {
        note: 'the front writes a foreign one',
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; Domain=other.test
   Location: /
`,
      },
      {
        note: 'the app names an inner host',
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Domain=upstream.local
   Location: /
`,
      },
    ],
    quiet: [
      {
        note: 'the parent of the host',
        wire: `
>  POST https://www.shop.test/login
   Origin: https://www.shop.test
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: www.shop.test
   X-Forwarded-Proto: https
   Origin: https://www.shop.test
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; Domain=shop.test
   Location: /
`,
      },
    ],
  },
})
