import { diagnosis } from '../core/diagnosis.ts'
import { getAll } from '../core/headers.ts'
import { hostTold, pathAsked, statusOf } from '../findings/heads.ts'
import { isAuthPath } from '../findings/login-steps.ts'
import { answered, changedBy } from '../findings/quote.ts'
import { schemeSymptom } from '../findings/scheme-symptoms.ts'

const listOf = (headers: readonly string[]) => getAll(headers, 'x-forwarded-proto').join(', ')

// Consumers disagree about a list: Auth.js throws Invalid URL, others take the first element; so only a symptom makes it a finding.
export default diagnosis({
  name: 'xfp-list-https-http',
  level: 'error',
  about: 'X-Forwarded-Proto reaches the app as a list ("https, http"), which some libraries cannot read.',
  local: 'No hop adds to the header, and Next.js writes a single value by itself.',
  explains: ['https-redirect-loop', 'port-or-scheme-leak-in-location', 'secure-flag-stripped'],
  looksAt: [['refused'], ['redirect'], ['set-cookie', 'cookie-trouble']],
  check(scene) {
    const { exchange } = scene
    if (!exchange.app) return undefined
    const list = listOf(exchange.app.request.headers)
    if (!list.includes(',')) return undefined
    const from = changedBy(exchange, 'X-Forwarded-Proto')
    const symptom = schemeSymptom(scene)
    if (symptom) {
      const title = `The app got X-Forwarded-Proto: ${list}, takes the request for http ${symptom.says}`
      return { title, subject: symptom.subject, evidence: [...symptom.evidence, ...from] }
    }
    const { kind } = exchange
    const page = kind === 'document' || kind === 'action' || kind === 'rsc' || isAuthPath(pathAsked(exchange))
    const method = exchange.browser.request.method
    if (statusOf(exchange.app.response) !== 500 || !(page || method === 'POST')) return undefined
    // What a list broke once it breaks always; and a list of hosts breaks the same things.
    if (
      hostTold(exchange)?.host !== undefined &&
      getAll(exchange.app.request.headers, 'x-forwarded-host').some((value) => value.includes(','))
    )
      return undefined
    for (const { exchange: earlier } of scene.all()) {
      if (!earlier.app || pathAsked(earlier) !== pathAsked(exchange) || earlier.browser.request.method !== method)
        continue
      if (listOf(earlier.app.request.headers).includes(',') && statusOf(earlier.app.response) < 400) return undefined
    }
    return {
      title: `The app got X-Forwarded-Proto: ${list} and answered 500 (Auth.js: Invalid URL)`,
      subject: '500',
      evidence: [answered(exchange), ...from],
    }
  },
  fix: {
    app: {
      any: 'take the first element of X-Forwarded-Proto only, in a middleware',
      'authjs-5': 'set AUTH_URL to the public https URL, if the front cannot be changed',
      'next-auth-4': 'set NEXTAUTH_URL to the public https URL',
    },
    front: {
      any: 'let the outermost hop set X-Forwarded-Proto, and the others pass it on',
      nginx:
        'proxy_set_header X-Forwarded-Proto $scheme; in the outer nginx only (one line replaces, it never appends)',
    },
  },
  examples: {
    found: [
      {
        note: 'Auth.js builds its URL out of the list',
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https,http
   Accept: text/html
<< 500 Internal Server Error
   X-Powered-By: Next.js
`,
      },
      {
        note: 'an app that compares with "https" redirects for ever',
        wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https, http
<< 301 Moved Permanently
   Location: https://shop.localhost/
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https, http
<< 301 Moved Permanently
   Location: https://shop.localhost/
`,
      },
    ],
    quiet: [
      {
        note: 'this app takes the first element',
        wire: `
>  POST https://shop.localhost/login
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https, http
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=a; Path=/; HttpOnly; Secure
   Location: /
`,
      },
      {
        note: 'a page that worked with the list fails for another reason',
        wire: `
>  GET https://shop.localhost/orders
   Accept: text/html
>> GET /orders
   Host: shop.localhost
   X-Forwarded-Proto: https, http
<< 200 OK
>  GET https://shop.localhost/orders
   Accept: text/html
>> GET /orders
   Host: shop.localhost
   X-Forwarded-Proto: https, http
<< 500 Internal Server Error
`,
      },
    ],
  },
})
