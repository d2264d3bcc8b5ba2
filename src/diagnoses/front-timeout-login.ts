import { diagnosis } from '../core/diagnosis.ts'
import { loginStep } from '../findings/login-steps.ts'
import { answerer, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'front-timeout-login',
  level: 'error',
  about: 'The front gives up waiting while the app is still busy with the login, and its cookie is lost.',
  local: 'Nobody waits less long than the browser.',
  looksAt: [['refused']],
  check(scene) {
    const { exchange } = scene
    const status = exchange.browser.response?.status
    const step = loginStep(exchange)
    if ((status !== 504 && status !== 524) || !exchange.app || exchange.app.response?.status === status)
      return undefined
    if (!step || step === 'session' || step === 'logout') return undefined
    return {
      title: `The front answered ${status} while the app was still busy with the login`,
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
    ],
    quiet: [
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
