import { diagnosis } from '../core/diagnosis.ts'
import { landing, urlOf } from '../findings/heads.ts'
import { answered, answerer, changedBy } from '../findings/quote.ts'

export default diagnosis({
  name: 'port-or-scheme-leak-in-location',
  level: 'error',
  about: 'The front writes its own inner scheme or port into a redirect.',
  local: 'No front writes redirects there.',
  looksAt: [
    ['redirect', 'by-front'],
    ['redirect', 'response-changed'],
  ],
  check({ exchange, origin }) {
    const [from, to] = [urlOf(exchange), landing(exchange)]
    if (!from || !to || from.protocol !== 'https:' || to.hostname !== from.hostname) return undefined
    const rewritten = changedBy(exchange, 'Location', 'response')
    if (exchange.app && rewritten.length === 0) return undefined
    const scheme = to.protocol === 'http:'
    const port = to.port !== from.port && Number(to.port || 443) !== origin.port
    if (!scheme && !port) return undefined
    const by = exchange.app ? rewritten : [`${answerer(exchange)} answered by itself`]
    return {
      title: `The front sends the browser from ${from.origin} to ${to.origin}: ${scheme ? 'plain http' : `port ${to.port || '443'}`} is not what people type`,
      subject: to.origin,
      evidence: [answered(exchange), ...by],
    }
  },
  fix: {
    front: {
      any: 'write redirects as paths, or with the public scheme and port',
      nginx: 'absolute_redirect off; and port_in_redirect off;, or proxy_redirect with the public URL',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/docs
<  301 Moved Permanently
   Location: http://shop.localhost:8080/docs/
`,
      },
      {
        wire: `
>  GET https://shop.localhost/account
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 302 Found
   Location: /login
<  302 Found
   Location: http://shop.localhost/login
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/docs
<  301 Moved Permanently
   Location: https://shop.localhost/docs/
`,
      },
    ],
  },
})
