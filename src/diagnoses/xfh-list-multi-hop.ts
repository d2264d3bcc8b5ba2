import { diagnosis } from '../core/diagnosis.ts'
import { getAll } from '../core/headers.ts'
import { pathAsked, statusOf } from '../findings/heads.ts'
import { hostSymptom } from '../findings/host-symptoms.ts'
import { isAuthPath } from '../findings/login-steps.ts'
import { answered, changedBy } from '../findings/quote.ts'

const listOf = (headers: readonly string[]) => getAll(headers, 'x-forwarded-host').join(', ')

export default diagnosis({
  name: 'xfh-list-multi-hop',
  level: 'error',
  about: 'X-Forwarded-Host reaches the app as a list of hosts, which cannot be made a URL.',
  local: 'No hop adds to the header, and Next.js writes a single value by itself.',
  explains: ['server-action-origin-mismatch', 'auth-invalid-origin', 'xfp-list-https-http'],
  looksAt: [['refused']],
  check(scene) {
    const { exchange } = scene
    if (!exchange.app) return undefined
    const list = listOf(exchange.app.request.headers)
    if (!list.includes(',')) return undefined
    const title = `The app got X-Forwarded-Host: ${list}`
    const from = changedBy(exchange, 'X-Forwarded-Host')
    const post = exchange.browser.request.method === 'POST'
    const status = statusOf(exchange.app.response)
    const symptom = hostSymptom(scene)
    if (symptom && symptom.kind !== 'location')
      return {
        title: `${title}, so the ${symptom.kind === 'action' ? 'Server Action is aborted' : 'Origin check refuses the post'} (${status})`,
        subject: list,
        evidence: [...symptom.evidence, ...from],
      }
    const page = exchange.kind === 'document' || exchange.kind === 'rsc' || isAuthPath(pathAsked(exchange))
    // An app that compares the whole list with Origin refuses posts, though the first element would be right.
    // SvelteKit's adapter makes no URL of a list either, and calls every page a bad request.
    const bad = status === 400 && exchange.kind === 'document'
    if (!bad && !(status === 500 && (page || post)) && !(status === 403 && post)) return undefined
    const { method } = exchange.browser.request
    for (const { exchange: earlier } of scene.all()) {
      if (!earlier.app || pathAsked(earlier) !== pathAsked(exchange) || earlier.browser.request.method !== method)
        continue
      if (listOf(earlier.app.request.headers).includes(',') && statusOf(earlier.app.response) < 400) return undefined
    }
    return {
      title: `${title} and answered ${status}${status === 500 ? ' (Auth.js: Invalid URL)' : ''}`,
      subject: list,
      evidence: [answered(exchange), ...from],
    }
  },
  fix: {
    app: {
      any: 'Next.js: serverActions.allowedOrigins; elsewhere take the first element only',
      'authjs-5': 'set AUTH_URL to the public URL, if the front cannot be changed',
      'next-auth-4': 'set NEXTAUTH_URL to the public URL',
    },
    front: { any: 'let the outermost hop set X-Forwarded-Host to one value, and the others pass it on' },
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
   X-Forwarded-Host: shop.localhost, 10.0.0.1:3000
   X-Forwarded-Proto: https
<< 500 Internal Server Error
`,
      },
      {
        note: 'the inner name comes first',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Host: inner, shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 500 Internal Server Error
`,
      },
      {
        note: 'SvelteKit refuses every page',
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Host: shop.localhost, shop.localhost
   X-Forwarded-Proto: https, http
<< 400 Bad Request
`,
      },
    ],
    quiet: [
      {
        note: 'Next.js takes the first element',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Host: shop.localhost, 10.0.0.1:3000
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   Set-Cookie: sid=a; Path=/; HttpOnly
   x-action-redirect: /;push
`,
      },
      {
        note: 'a page that is not there',
        wire: `
>  GET https://shop.localhost/nope
   Accept: text/html
>> GET /nope
   Host: shop.localhost
   X-Forwarded-Host: shop.localhost, 10.0.0.1:3000
<< 404 Not Found
`,
      },
    ],
  },
})
