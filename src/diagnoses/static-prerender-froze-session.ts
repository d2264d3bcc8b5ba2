import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { cookiesAsked, pathAsked } from '../findings/heads.ts'
import { isBounce } from '../findings/login-steps.ts'
import { keepsSession } from '../findings/matters.ts'
import { answered } from '../findings/quote.ts'

/** Next.js says so of what it made at build or revalidated (measured, 16.4: both headers). */
function isPrerendered({ exchange }: Scene): boolean {
  const headers = exchange.app?.response?.headers
  if (!headers || exchange.servedFrom !== undefined) return false
  return get(headers, 'x-nextjs-prerender') === '1' || /^(?:HIT|STALE)$/.test(get(headers, 'x-nextjs-cache') ?? '')
}

export default diagnosis({
  name: 'static-prerender-froze-session',
  level: 'error',
  about: 'What depends on the session was made at build, for nobody, and is given to people who are signed in.',
  local: 'next dev makes every answer anew.',
  looksAt: [['cookie']],
  check(scene) {
    const { exchange } = scene
    const nobody = exchange.says?.session === 'nobody'
    if ((!nobody && !isBounce(exchange)) || !isPrerendered(scene)) return undefined
    const session = cookiesAsked(exchange.app?.request).find(({ name, value }) => {
      const held = scene.held(name)
      return held?.exchange !== undefined && held.value === value && keepsSession(scene, name)
    })
    if (!session) return undefined
    const path = pathAsked(exchange)
    return {
      title: nobody
        ? `${path} was made at build: it says that nobody is signed in, whoever asks`
        : `${path} was made at build: it leads to the login, whoever asks`,
      subject: path,
      evidence: [
        `${answered(exchange)}, though it got ${session.name}`,
        ...(['x-nextjs-cache', 'x-nextjs-prerender'] as const).flatMap((name) => {
          const value = get(exchange.app!.response!.headers, name)
          return value === undefined ? [] : [`${name}: ${value}`]
        }),
      ],
    }
  },
  fix: {
    app: {
      any: "read cookies() or headers() there, or export const dynamic = 'force-dynamic'; and no force-static",
    },
  },
  examples: {
    found: [
      {
        note: 'a route handler without a look at the request',
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
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 200 OK
   Content-Type: application/json
   Cache-Control: s-maxage=31536000
   x-nextjs-cache: HIT
   x-nextjs-prerender: 1
   | {"user":null}
`,
      },
      {
        note: 'a page that leads to the login since the build',
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
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 307 Temporary Redirect
   Location: /login
   x-nextjs-cache: HIT
`,
      },
    ],
    quiet: [
      {
        note: 'a page that asks for the session itself',
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
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=abc
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
   Content-Type: text/html
   Cache-Control: s-maxage=31536000
   x-nextjs-cache: HIT
   x-nextjs-prerender: 1
>  GET https://shop.localhost/api/me
   Cookie: sid=abc
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: sid=abc
<< 200 OK
   Content-Type: application/json
   | {"user":"alice"}
`,
      },
      {
        note: 'a visitor without a session',
        wire: `
>  GET https://shop.localhost/api/me
   Cookie: theme=dark
>> GET /api/me
   Host: shop.localhost
   X-Forwarded-Proto: https
   Cookie: theme=dark
<< 200 OK
   Content-Type: application/json
   x-nextjs-cache: HIT
   | {"user":null}
`,
      },
    ],
  },
})
