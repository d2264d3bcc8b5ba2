import { diagnosis } from '../core/diagnosis.ts'
import { libraryOf, partOf } from '../findings/cookie-names.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'chunk-lost',
  level: 'error',
  about: 'Part of a session that is spread over several cookies does not reach the app, which cannot read the rest.',
  local: 'All parts are set and sent there.',
  looksAt: [['cookie']],
  check(scene) {
    const { exchange } = scene
    const parts = new Map<string, Set<number>>()
    for (const cookie of cookiesAsked(exchange.app?.request)) {
      const part = partOf(cookie.name)
      if (!part || !libraryOf({ name: part.base, value: '' })) continue
      parts.set(part.base, (parts.get(part.base) ?? new Set()).add(part.index))
    }
    for (const [base, came] of parts) {
      const gap = [...Array(Math.max(...came) + 1).keys()].find((index) => !came.has(index))
      if (gap === undefined) continue
      return {
        title: `${base}.${gap} is missing at the app, so the session in ${base}.* cannot be read`,
        subject: base,
        evidence: [
          `${asked(exchange)}: the app got ${[...came]
            .sort((a, b) => a - b)
            .map((index) => `${base}.${index}`)
            .join(', ')}`,
        ],
      }
    }
    return undefined
  },
  fix: {
    app: { any: 'keep less in the session, so that one cookie holds it' },
    front: { any: 'let all cookies through whose name begins alike' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: authjs.session-token.0=a; authjs.session-token.2=c
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: authjs.session-token.0=a; authjs.session-token.2=c
<< 200 OK
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: authjs.session-token.0=a; authjs.session-token.1=b
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
