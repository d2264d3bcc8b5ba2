import { diagnosis } from '../core/diagnosis.ts'
import { isSessionName } from '../findings/cookie-names.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'duplicate-name-shadowing',
  level: 'warning',
  about:
    'Two cookies of one name reach the app with different values; some parts of it read the first, others the last.',
  local: 'Domain and Path of the cookie never changed there.',
  looksAt: [['cookie']],
  check(scene) {
    const { exchange } = scene
    const seen = new Map<string, string>()
    for (const { name, value } of cookiesAsked(exchange.app?.request)) {
      const first = seen.get(name)
      if (first === undefined) seen.set(name, value)
      else if (first !== value && isSessionName(name)) {
        return {
          title: `${name} is sent twice with different values: the app may read the wrong one`,
          subject: name,
          evidence: [
            `${asked(exchange)}: ${name} twice in Cookie`,
            'the first counts for npm cookie and the Pages Router, the last one for the App Router',
          ],
        }
      }
    }
    return undefined
  },
  fix: {
    app: { any: 'set and delete the cookie with the same Domain and Path always; delete the old one by its own' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=old; theme=dark; sid=new
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=old; theme=dark; sid=new
<< 200 OK
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=a; theme=dark; theme=light
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=a; theme=dark; theme=light
<< 200 OK
`,
      },
    ],
  },
})
