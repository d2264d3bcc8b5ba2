import { attribute } from '../core/cookies.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { cookiesSet, isDeletion } from '../findings/heads.ts'
import { keepsSession } from '../findings/matters.ts'
import { cookieLine, whoChanged } from '../findings/quote.ts'
import { rewritten } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'cookie-lifetime-rewritten',
  level: 'warning',
  about: 'The front takes away or shortens the life of the session cookie.',
  local: 'No front changes Max-Age or Expires there.',
  looksAt: [['set-cookie', 'cookie-trouble', 'response-changed']],
  check(scene) {
    const { exchange } = scene
    for (const line of cookiesSet(exchange.app?.response)) {
      const lines = rewritten(exchange, line.name)
      if (!lines || isDeletion(line, exchange.at) || !keepsSession(scene, line.name)) continue
      const life = (one: typeof line) => attribute(one, 'max-age') ?? attribute(one, 'expires')
      const [from, to] = [life(lines.app), life(lines.browser)]
      if (!from || from === to || (to && !(Number(to) < Number(from)))) continue
      const by = whoChanged(exchange, 'Set-Cookie', 'response') ?? 'the front'
      return {
        title: `${by} changes the life of ${line.name} from ${from} to ${to ?? 'the end of the browser session'}`,
        subject: `${by} ${line.name}`,
        evidence: [`the app sent ${cookieLine(lines.app)}`, `the browser got ${cookieLine(lines.browser)}`],
      }
    }
    return undefined
  },
  fix: { front: { any: 'leave Max-Age and Expires as the app sets them' } },
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; Max-Age=86400
   Location: /
<  303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Max-Age=86400
   Location: /
<  303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Max-Age=86400; Secure
   Location: /
`,
      },
    ],
  },
})
