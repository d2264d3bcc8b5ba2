import { diagnosis } from '../core/diagnosis.ts'
import { get, has } from '../core/headers.ts'
import { appInWords } from '../findings/app-in-words.ts'
import { isBounce } from '../findings/login-steps.ts'
import { answered } from '../findings/quote.ts'

export default diagnosis({
  name: 'clock-skew-token-not-yet-valid',
  level: 'error',
  about: 'The clock of the app is wrong, so tokens are not valid yet or not any more.',
  local: 'There is one clock.',
  // A seal that is not valid yet looks like one that cannot be read.
  explains: ['writer-reader-scheme-split', 'secrets-differ-per-instance'],
  looksAt: [['redirect', 'cookie']],
  check(scene) {
    const { exchange, attempt } = scene
    const answer = exchange.app?.response
    const date = answer && Date.parse(get(answer.headers, 'date') ?? '')
    if (!answer || !date || has(answer.headers, 'age') || exchange.servedFrom !== undefined) return undefined
    const off = Math.round((date - (exchange.at + exchange.headMs)) / 1000)
    if (Math.abs(off) < 30 || !attempt || attempt.cookies.size === 0 || !isBounce(exchange)) return undefined
    return {
      title: `The clock of ${appInWords(scene)} is ${Math.abs(off)} s ${off > 0 ? 'ahead' : 'behind'}, and it turns a fresh session away`,
      subject: 'clock',
      evidence: [answered(exchange), `Date: ${get(answer.headers, 'date')}`],
    }
  },
  fix: { app: { any: 'set the clock (NTP; wsl --shutdown after sleep), or allow some tolerance for nbf and iat' } },
  examples: {
    found: [
      {
        note: 'one of two instances, with a sealed session',
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
   Set-Cookie: token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc
>> GET /account to=b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc
<< 302 Found
   Date: Mon, 23 Nov 2026 09:55:00 GMT
   Location: /login
`,
      },
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Date: Mon, 23 Nov 2026 09:55:00 GMT
   Location: /login
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Date: Mon, 23 Nov 2026 09:55:00 GMT
`,
      },
    ],
  },
})
