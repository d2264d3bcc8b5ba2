import { attribute } from '../core/cookies.ts'
import type { Scene, Sight } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { get, getAll } from '../core/headers.ts'
import { cookiesAsked, cookiesSet } from '../findings/heads.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked, whoChanged } from '../findings/quote.ts'

/** The page asks a sibling, and the session cookie is for the page's host alone. */
function belongsElsewhere(scene: Scene): Sight | undefined {
  const { exchange } = scene
  const { headers } = exchange.browser.request
  const status = exchange.app?.response?.status
  if (status !== 401 && status !== 403) return undefined
  if (get(headers, 'sec-fetch-site') !== 'same-site' || get(headers, 'sec-fetch-mode') !== 'cors') return undefined
  const sent = new Set(cookiesAsked(exchange.browser.request).map(({ name }) => name))
  for (const name of scene.jar) {
    const setting = scene.held(name)?.exchange
    const set = setting === undefined ? undefined : scene.byId(setting)?.exchange
    if (!set || set.host === exchange.host || sent.has(name) || !keepsSession(scene, name)) continue
    const line = cookiesSet(set.browser.response).findLast((one) => one.name === name)
    if (!line || attribute(line, 'domain')) continue
    return {
      title: `${name} is for ${set.host} alone: requests to ${exchange.host} come without it`,
      subject: name,
      evidence: [
        `${asked(set)}: ${name} was set without Domain`,
        `${asked(exchange)} to ${exchange.host}: the app answered ${status}`,
      ],
    }
  }
  return undefined
}

export default diagnosis({
  name: 'cross-subdomain-api',
  level: 'error',
  about:
    'An API on a sibling host: its cookies or its CORS lines are not for the page that asks, so the session is not there.',
  local: 'Page and API have one origin there.',
  looksAt: [['response-changed'], ['cross-site', 'refused']],
  check(scene) {
    return belongsElsewhere(scene) ?? refusedByCors(scene)
  },
  fix: {
    app: {
      any: "Domain=<the parent domain> in the session cookie, and fetch with credentials: include; or serve the API below the page's own host",
    },
    front: { any: 'leave CORS to the app, or take its headers away before adding others' },
  },
  examples: {
    found: [
      {
        note: 'a host-only cookie, and an API that wants it',
        wire: `
>  POST https://app.shop.test/login
   Origin: https://app.shop.test
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: app.shop.test
   X-Forwarded-Proto: https
   Origin: https://app.shop.test
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: /
>  GET https://api.shop.test/orders
   Origin: https://app.shop.test
   Sec-Fetch-Site: same-site
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
>> GET /orders
   Host: api.shop.test
   X-Forwarded-Proto: https
   Origin: https://app.shop.test
   Sec-Fetch-Site: same-site
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
<< 401 Unauthorized
   Access-Control-Allow-Origin: https://app.shop.test
`,
      },
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
        note: 'the cookie is for both, and came; the app wants something else',
        wire: `
>  POST https://app.shop.test/login
   Origin: https://app.shop.test
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: app.shop.test
   X-Forwarded-Proto: https
   Origin: https://app.shop.test
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Domain=shop.test; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: /
>  GET https://api.shop.test/admin
   Origin: https://app.shop.test
   Cookie: sid=abc
   Sec-Fetch-Site: same-site
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
>> GET /admin
   Host: api.shop.test
   X-Forwarded-Proto: https
   Origin: https://app.shop.test
   Cookie: sid=abc
   Sec-Fetch-Site: same-site
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
<< 403 Forbidden
   Access-Control-Allow-Origin: https://app.shop.test
`,
      },
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

/** The browser shows the page no answer with two origins, and with credentials none with a star. */
function refusedByCors(scene: Scene): Sight | undefined {
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
}
