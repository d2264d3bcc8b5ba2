import { diagnosis } from '../core/diagnosis.ts'
import { answered, cookieLine, whoChanged } from '../findings/quote.ts'
import { lostLines } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'set-cookie-dropped-on-error-page',
  level: 'error',
  about: 'The front replaces error answers of the app by its own page, and the Set-Cookie lines go with them.',
  local: 'The answer of the app itself is shown.',
  looksAt: [['set-cookie-changed']],
  check(scene) {
    const fate = lostLines(scene)
    if (fate?.fate !== 'error-page') return undefined
    const by = whoChanged(scene.exchange, 'Set-Cookie', 'response') ?? 'the front'
    const names = fate.lost.map((line) => line.name).join(', ')
    return {
      title: `${by} replaces an error answer of the app: its Set-Cookie (${names}) is lost`,
      subject: by,
      evidence: [answered(scene.exchange), ...fate.lost.map((line) => `the app sent ${cookieLine(line)}`)],
    }
  },
  fix: {
    front: {
      any: 'pass error answers of the app through where sessions matter',
      nginx: 'proxy_intercept_errors off; for /api/auth',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/api/refresh
>> POST /api/refresh
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 401 Unauthorized
   Set-Cookie: sid=new; Path=/; HttpOnly; Secure
<  401 Unauthorized
   Content-Type: text/html
`,
      },
    ],
    quiet: [
      {
        wire: `
>  POST https://shop.localhost/api/refresh
>> POST /api/refresh
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 401 Unauthorized
   Set-Cookie: sid=; Path=/; Max-Age=0
<  401 Unauthorized
   Content-Type: text/html
`,
      },
    ],
  },
})
