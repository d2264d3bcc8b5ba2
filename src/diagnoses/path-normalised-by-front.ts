import { diagnosis } from '../core/diagnosis.ts'
import { pathOf } from '../core/kind.ts'
import { pathAsked, statusOf } from '../findings/heads.ts'
import { isAuthPath } from '../findings/login-steps.ts'
import { answered, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'path-normalised-by-front',
  level: 'error',
  about: 'The front decodes or merges the path of a callback or link, and the app does not recognise it.',
  local: 'The path reaches the app as it is.',
  looksAt: [['refused', 'request-changed']],
  check(scene) {
    const { exchange, prefix = '' } = scene
    const { app } = exchange
    if (!app || !isAuthPath(pathAsked(exchange)) || statusOf(app.response) < 400 || statusOf(app.response) >= 500)
      return undefined
    const [sent, got] = [pathAsked(exchange), pathOf(app.request.target)]
    if (sent === got || sent === `${prefix}${got}` || !/%|\/\//.test(sent)) return undefined
    const by = whoChanged(exchange, '(target)', 'request') ?? 'the front'
    return {
      title: `${by} changes the path of the link: the app does not know it`,
      subject: by,
      evidence: [
        answered(exchange),
        'escaped characters or double slashes of the path did not reach the app as they were',
      ],
    }
  },
  fix: {
    front: { any: 'pass the path on as it came', nginx: 'proxy_pass http://app; (without a path)' },
    app: { any: 'put tokens into the query, not into the path' },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/verify/a%2Fb
   Accept: text/html
>> GET /api/auth/verify/a/b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 404 Not Found
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/verify/a%2Fb
   Accept: text/html
>> GET /api/auth/verify/a%2Fb
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 404 Not Found
`,
      },
    ],
  },
})
