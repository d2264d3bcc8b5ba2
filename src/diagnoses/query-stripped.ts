import { diagnosis } from '../core/diagnosis.ts'
import { queryAsked } from '../findings/heads.ts'
import { asked, whoChanged } from '../findings/quote.ts'

const ONE_TIME = ['code', 'state', 'token', 'token_hash', 'ticket', 'oauth_token', 'SAMLResponse', 'id_token']

export default diagnosis({
  name: 'query-stripped',
  level: 'error',
  about: 'The front drops parameters that a login needs from the query: code, state or token.',
  local: 'The query reaches the app as it is.',
  explains: ['csrf-double-submit-broken'],
  looksAt: [['query', 'request-changed']],
  check(scene) {
    const { exchange } = scene
    if (!exchange.app) return undefined
    const [sent, got] = [queryAsked(exchange.browser.request), queryAsked(exchange.app.request)]
    const lost = ONE_TIME.filter((name) => sent.has(name) && !got.has(name))
    if (lost.length === 0) return undefined
    const by = whoChanged(exchange, '(target)', 'request') ?? 'the front'
    return {
      title: `${by} drops ${lost.join(', ')} from the query: the login cannot be completed`,
      subject: by,
      evidence: [
        `${asked(exchange)}: the browser sent ${lost.join(', ')}; the app got ${got.size === 0 ? 'no query' : [...got.keys()].join(', ')}`,
      ],
    }
  },
  fix: {
    front: { any: 'forward the whole query to the app', cloudfront: 'an origin request policy with all query strings' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2
   Accept: text/html
>> GET /api/auth/callback/github
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 400 Bad Request
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/callback/github?code=1&state=2&utm_source=x
   Accept: text/html
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 302 Found
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
