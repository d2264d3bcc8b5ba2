import { diagnosis } from '../core/diagnosis.ts'
import { partOf } from '../findings/cookie-names.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'cookie-allowlist-misses-names',
  level: 'error',
  about:
    'The front lets cookies through by name, and misses some of one session: numbered parts, or names with a prefix.',
  local: 'No list of names stands before the app.',
  explains: ['cookies-stripped-before-origin', 'chunk-lost'],
  looksAt: [['cookie-changed']],
  check(scene) {
    const { exchange } = scene
    const by = exchange.app && whoChanged(exchange, 'Cookie', 'request')
    if (!by) return undefined
    const arrived = cookiesAsked(exchange.app?.request).map(({ name }) => name)
    for (const { name } of cookiesAsked(exchange.browser.request)) {
      const base = partOf(name)?.base
      if (base === undefined || arrived.includes(name) || !keepsSession(scene, base)) continue
      const rest = arrived.filter((one) => one === base || partOf(one)?.base === base)
      if (rest.length === 0) continue
      return {
        title: `${by} lets ${rest.join(', ')} through and not ${name}: the app gets part of the session`,
        subject: by,
        evidence: [`${asked(exchange)}: the browser sent ${name} too`],
      }
    }
    return undefined
  },
  fix: {
    front: { any: 'list the names with * at the end (name*), __Secure- and __Host- names too, or forward all cookies' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: authjs.session-token.0=a; authjs.session-token.1=b
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: authjs.session-token.0=a
<< 200 OK
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: authjs.session-token.0=a; authjs.session-token.1=b; _ga=1
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: authjs.session-token.0=a; authjs.session-token.1=b
<< 200 OK
`,
      },
    ],
  },
})
