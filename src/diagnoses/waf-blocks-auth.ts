import { diagnosis } from '../core/diagnosis.ts'
import { pathAsked } from '../findings/heads.ts'
import { isAuthPath, isLoginPath } from '../findings/login-steps.ts'
import { answerer, asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'waf-blocks-auth',
  level: 'error',
  about: 'A firewall in the front refuses the request before the app sees it.',
  local: 'No firewall stands there.',
  looksAt: [['refused', 'by-front']],
  check(scene) {
    const { exchange, prefix } = scene
    const path = pathAsked(exchange)
    if (exchange.browser.response?.status !== 403 || exchange.servedFrom !== undefined) return undefined
    if (prefix !== undefined && !path.startsWith(prefix)) return undefined
    if (!isAuthPath(path) && !isLoginPath(path)) return undefined
    const { target, headers } = exchange.browser.request
    const suspects = [
      ...(/:\/\/|%3A%2F%2F/i.test(target) ? ['the query holds "://"'] : []),
      ...(headers.some(
        (text, i) => i % 2 === 1 && headers[i - 1]!.toLowerCase() === 'cookie' && /localhost|127\.0\.0\.1/.test(text),
      )
        ? ['a cookie holds localhost']
        : []),
    ]
    return {
      title: `${answerer(exchange)} refuses ${path} with 403; the app never saw it`,
      subject: path,
      evidence: [asked(exchange), ...suspects],
    }
  },
  fix: {
    front: {
      any: 'exempt the routes of the login from the rule that matched (URLs in the query, localhost in cookies)',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/callback/google?code=1&scope=https://www.googleapis.com/auth/userinfo
<  403 Forbidden
   Content-Type: text/html
`,
      },
    ],
    quiet: [
      {
        note: 'the app itself refuses',
        wire: `
>  GET https://shop.localhost/api/auth/callback/google?code=1&state=2
   Accept: text/html
>> GET /api/auth/callback/google?code=1&state=2
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 403 Forbidden
`,
      },
    ],
  },
})
