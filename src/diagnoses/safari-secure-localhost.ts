import { attribute } from '../core/cookies.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { cookiesSet, urlOf } from '../findings/heads.ts'
import { refusal } from '../findings/matters.ts'
import { cookieLine } from '../findings/quote.ts'

const AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15'
const login = (scheme: string, agent: string) => `
>  POST ${scheme}://shop.localhost/login
   Origin: ${scheme}://shop.localhost
   User-Agent: ${agent}
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: ${scheme}
   Origin: ${scheme}://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
`

export default diagnosis({
  name: 'safari-secure-localhost',
  level: 'error',
  about:
    'Safari keeps no Secure cookie on http://localhost, as Chrome and Firefox do: a login that works in production fails here.',
  local: 'It is the other way round: it only happens on http://localhost, and only in Safari.',
  explains: ['secure-cookie-on-plain-http', 'host-prefix-broken'],
  looksAt: [['set-cookie', 'cookie-trouble']],
  check(scene) {
    const { exchange } = scene
    const host = urlOf(exchange)?.hostname
    if (exchange.scheme !== 'http' || host === undefined) return undefined
    if (!/(?:^|\.)localhost$|^127\.|^\[::1\]$/.test(host)) return undefined
    const refused = refusal(scene, ['SecureOnly', 'InvalidPrefix'])
    const line = refused && cookiesSet(exchange.browser.response).find((one) => one.name === refused.name)
    if (!refused || !line || attribute(line, 'secure') === undefined) return undefined
    return {
      title: `${refused.name} is Secure, and Safari keeps no such cookie from http://${exchange.host}`,
      subject: refused.name,
      evidence: [cookieLine(line), 'other browsers make an exception for localhost'],
    }
  },
  fix: {
    app: { any: 'no change for production; use the https address of this front in Safari' },
    front: { any: 'open https instead: repro-proxy listens there' },
  },
  examples: {
    found: [{ wire: login('http', AGENT) }],
    quiet: [
      {
        note: 'the same in Chrome',
        wire: login('http', 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'),
      },
      { note: 'Safari on https', wire: login('https', AGENT) },
    ],
  },
})
