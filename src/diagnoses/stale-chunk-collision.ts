import { diagnosis } from '../core/diagnosis.ts'
import { libraryOf, partOf } from '../findings/cookie-names.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'stale-chunk-collision',
  level: 'error',
  about:
    'An old session cookie and the parts of a newer, larger one are sent together; Auth.js joins them all into nonsense.',
  local: 'Sessions there stay small, or cookies are cleared between tries.',
  looksAt: [['cookie']],
  check(scene) {
    const { exchange } = scene
    const names = new Set(cookiesAsked(exchange.app?.request).map(({ name }) => name))
    for (const name of names) {
      const part = partOf(name)
      if (!part || !names.has(part.base)) continue
      const library = libraryOf({ name: part.base, value: '' })
      if (library !== 'authjs-5' && library !== 'next-auth-4') continue
      return {
        title: `${part.base} and ${name} are sent together: one of them is left over from an older session`,
        subject: part.base,
        evidence: [`${asked(exchange)}: ${[...names].filter((one) => one.startsWith(part.base)).join(', ')}`],
      }
    }
    return undefined
  },
  fix: {
    app: {
      any: 'delete the old cookie with the Domain and Path it was set with; people affected must clear their cookies',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: authjs.session-token=old; authjs.session-token.0=a; authjs.session-token.1=b
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: authjs.session-token=old; authjs.session-token.0=a; authjs.session-token.1=b
<< 200 OK
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: authjs.session-token=a; authjs.callback-url=b
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: authjs.session-token=a; authjs.callback-url=b
<< 200 OK
`,
      },
    ],
  },
})
