import { attribute } from '../core/cookies.ts'
import type { Past, Scene, Sight } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { pathOf } from '../core/kind.ts'
import { cookiesAsked, cookiesSet } from '../findings/heads.ts'
import { refusal } from '../findings/matters.ts'
import { asked, cookieLine, whoChanged } from '../findings/quote.ts'
import { rewritten } from '../findings/set-cookie-fate.ts'

const CSRF = /^__host-(?:authjs|next-auth)\.csrf-token$/i
const ENDPOINT = /\/api\/auth\/(?:callback\/credentials|signin\/[^/]+|signout)$/

/** The cookie that is refused for its prefix there, and who spoilt it. */
function broken(scene: Scene, { exchange, moments }: Past): { name: string; sight: Sight } | undefined {
  const refused = refusal({ ...scene, exchange, moments }, ['InvalidPrefix'])
  if (!refused || !/^__host-/i.test(refused.name)) return undefined
  const line = cookiesSet(exchange.browser.response).find((one) => one.name === refused.name)
  if (!line) return undefined
  const [domain, path] = [attribute(line, 'domain'), attribute(line, 'path')]
  const wrong = domain ? `Domain=${domain}` : path !== '/' ? `Path=${path ?? '(none)'}` : undefined
  if (!wrong) return undefined
  const by = rewritten(exchange, refused.name)
    ? (whoChanged(exchange, 'Set-Cookie', 'response') ?? 'the front')
    : 'the app'
  return {
    name: refused.name,
    sight: {
      title: `${by} sets ${refused.name} with ${wrong}: the browser refuses it, since __Host- needs Path=/ and no Domain`,
      subject: by,
      evidence: [cookieLine(line), 'the browser refuses it: InvalidPrefix'],
    },
  }
}

/** A form for an endpoint that asks for the CSRF cookie, which the browser refused before. */
function postedWithout(scene: Scene): Sight | undefined {
  const { exchange } = scene
  const { method, target } = exchange.browser.request
  if (method !== 'POST' || !ENDPOINT.test(pathOf(target))) return undefined
  if (cookiesAsked(exchange.browser.request).some(({ name }) => CSRF.test(name))) return undefined
  for (const past of scene.before()) {
    const found = broken(scene, past)
    if (!found || !CSRF.test(found.name)) continue
    const evidence = [...found.sight.evidence, `${asked(exchange)}: posted without ${found.name}`]
    return { ...found.sight, subject: `${found.sight.subject} post`, evidence }
  }
  return undefined
}

export default diagnosis({
  name: 'host-prefix-broken',
  level: 'error',
  about: 'A cookie named __Host- gets a Domain or another Path than /, and the browser refuses it.',
  local: 'Libraries use the prefix on https only, and no front rewrites the cookie.',
  explains: ['csrf-double-submit-broken'],
  looksAt: [['set-cookie', 'cookie-trouble'], ['post']],
  check(scene) {
    const { exchange } = scene
    if (exchange.scheme !== 'https') return undefined
    const missed = postedWithout(scene)
    if (missed) return missed
    const now = broken(scene, { exchange, moments: scene.moments })
    // Server Actions do without the CSRF cookie of Auth.js: nothing is lost before a form is posted to an endpoint.
    return now && { ...now.sight, ...(CSRF.test(now.name) ? { level: 'info' as const } : {}) }
  },
  fix: {
    app: { any: 'give cookies named __Host- the attributes Secure and Path=/ and no Domain, or choose another name' },
    front: {
      any: 'leave cookies named __Host- out of Path and Domain rewriting',
      nginx: 'no proxy_cookie_path or proxy_cookie_domain that matches them',
    },
  },
  examples: {
    found: [
      {
        note: 'the CSRF cookie: a note, until a form is posted without it',
        also: ['host-prefix-broken'],
        wire: `
>  GET https://shop.localhost/api/auth/csrf
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Set-Cookie: __Host-next-auth.csrf-token=a%7Cb; Path=/; HttpOnly; Secure; SameSite=Lax
<  200 OK
   Set-Cookie: __Host-next-auth.csrf-token=a%7Cb; Path=/; Domain=shop.localhost; HttpOnly; Secure; SameSite=Lax
>  POST https://shop.localhost/api/auth/callback/credentials
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/callback/credentials
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 200 OK
   Content-Type: application/json
   Set-Cookie: __Host-next-auth.csrf-token=c%7Cd; Path=/; HttpOnly; Secure; SameSite=Lax
<  200 OK
   Content-Type: application/json
   Set-Cookie: __Host-next-auth.csrf-token=c%7Cd; Path=/; Domain=shop.localhost; HttpOnly; Secure; SameSite=Lax
`,
      },
      {
        wire: `
>  GET https://shop.localhost/api/auth/csrf
   Accept: text/html
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Set-Cookie: __Host-authjs.csrf-token=a; Path=/; HttpOnly; Secure
<  200 OK
   Set-Cookie: __Host-authjs.csrf-token=a; Path=/; Domain=shop.localhost; HttpOnly; Secure
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/csrf
   Accept: text/html
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Set-Cookie: __Host-authjs.csrf-token=a; Path=/; HttpOnly; Secure
`,
      },
    ],
  },
})
