import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { loginStep } from '../findings/login-steps.ts'
import { answerer, asked } from '../findings/quote.ts'

const AFTER_LOGIN = 30_000

/** A page that the user sees as part of signing in: opened soon after the login was accepted. */
function isFirstPage({ exchange, attempt }: Scene): boolean {
  if (!attempt || attempt.cookies.size === 0) return false
  return exchange.kind === 'document' && exchange.at - attempt.first.at < AFTER_LOGIN
}

export default diagnosis({
  name: 'front-timeout-login',
  level: 'error',
  about:
    'The front gives up waiting while the app is still busy with the login, and its cookie is lost; or with the page that follows.',
  local: 'Nobody waits less long than the browser.',
  looksAt: [['refused']],
  check(scene) {
    const { exchange } = scene
    const status = exchange.browser.response?.status
    const step = loginStep(exchange)
    if ((status !== 504 && status !== 524) || !exchange.app || exchange.app.response?.status === status)
      return undefined
    const login = step !== undefined && step !== 'session' && step !== 'logout'
    if (!login && !isFirstPage(scene)) return undefined
    return {
      title: `The front answered ${status} while the app was still busy with ${login ? 'the login' : 'a page after it'}`,
      subject: 'timeout',
      evidence: [
        `${asked(exchange)}: ${answerer(exchange)} answered ${status} after ${Math.round(exchange.headMs)} ms`,
      ],
    }
  },
  fix: {
    app: { any: 'make the login faster: password hashing, cold starts, calls to other services' },
    front: { any: 'wait longer for login and callback', nginx: 'proxy_read_timeout 60s;' },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/login
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
<  504 Gateway Timeout
`,
      },
      {
        note: 'the page that the login leads to',
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
   Location: /account
>  GET https://shop.localhost/account
   Accept: text/html
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Cookie: sid=abc
<  504 Gateway Time-out
`,
      },
    ],
    quiet: [
      {
        note: 'a slow page, long after the login',
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
   Location: /account
>  GET https://shop.localhost/account after=4000s
   Accept: text/html
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Cookie: sid=abc
<  504 Gateway Time-out
`,
      },
      {
        wire: `
>  GET https://shop.localhost/report
   Accept: text/html
>> GET /report
   Host: shop.localhost
<  504 Gateway Timeout
`,
      },
    ],
  },
})
