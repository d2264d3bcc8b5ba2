import { diagnosis } from '../core/diagnosis.ts'
import { get, getAll } from '../core/headers.ts'
import { asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'cross-subdomain-api',
  level: 'error',
  about: 'Two Access-Control-Allow-Origin values, one of the app and one of the front: the browser refuses the answer.',
  local: 'Page and API have one origin there.',
  looksAt: [['response-changed']],
  check(scene) {
    const { exchange } = scene
    const { app, browser } = exchange
    const seen = getAll(browser.response?.headers ?? [], 'access-control-allow-origin')
    const own = getAll(app?.response?.headers ?? [], 'access-control-allow-origin')
    if (get(browser.request.headers, 'sec-fetch-mode') !== 'cors' || own.length !== 1 || seen.join() === own.join())
      return undefined
    const credentials = get(browser.response!.headers, 'access-control-allow-credentials') === 'true'
    if (seen.length < 2 && !(seen[0] === '*' && credentials)) return undefined
    const by = whoChanged(exchange, 'Access-Control-Allow-Origin', 'response') ?? 'the front'
    return {
      title: `${by} makes Access-Control-Allow-Origin ${seen.join(' and ')}: the browser refuses the answer`,
      subject: by,
      evidence: [asked(exchange), `the app said ${own[0]}`],
    }
  },
  fix: { front: { any: 'leave CORS to the app, or take its headers away before adding others' } },
  examples: {
    found: [
      {
        wire: `
>  GET https://api.shop.test/api/me
   Origin: https://app.shop.test
   Sec-Fetch-Site: same-site
   Sec-Fetch-Mode: cors
>> GET /api/me
   Host: api.shop.test
   X-Forwarded-Proto: https
   Origin: https://app.shop.test
   Sec-Fetch-Site: same-site
   Sec-Fetch-Mode: cors
<< 200 OK
   Access-Control-Allow-Origin: https://app.shop.test
<  200 OK
   Access-Control-Allow-Origin: https://app.shop.test
   Access-Control-Allow-Origin: *
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://api.shop.test/api/me
   Origin: https://app.shop.test
   Sec-Fetch-Site: same-site
   Sec-Fetch-Mode: cors
>> GET /api/me
   Host: api.shop.test
   X-Forwarded-Proto: https
   Origin: https://app.shop.test
   Sec-Fetch-Site: same-site
   Sec-Fetch-Mode: cors
<< 200 OK
   Access-Control-Allow-Origin: https://app.shop.test
`,
      },
    ],
  },
})
