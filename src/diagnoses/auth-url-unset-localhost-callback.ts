import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { landing, pathAsked, urlOf } from '../findings/heads.ts'
import { isLoopback, ledAway, originOfCallbackCookie, usesAuthJs } from '../findings/led-astray.ts'
import { isAuthPath, loginStep } from '../findings/login-steps.ts'
import { answered, asked } from '../findings/quote.ts'
import { scriptLanding } from '../findings/script-landing.ts'

export default diagnosis({
  name: 'auth-url-unset-localhost-callback',
  level: 'error',
  about:
    'AUTH_URL or NEXTAUTH_URL says localhost, or is not set and NextAuth falls back to it: redirects and callbacks lead there.',
  local: 'There the fallback is the right address.',
  explains: [
    'req-url-is-bind-address',
    'port-or-scheme-leak-in-location',
    'xfport-leaks-internal-port',
    'preview-or-second-domain',
  ],
  looksAt: [['redirect'], ['typed', 'cookie']],
  check(scene) {
    return callback(scene) ?? redirect(scene) ?? byScript(scene)
  },
  fix: {
    app: {
      any: 'set the public https URL as AUTH_URL (Auth.js v5) or NEXTAUTH_URL (v4), at run time',
      'authjs-5': 'set AUTH_URL to the public https URL, or leave it out and set AUTH_TRUST_HOST=true',
      'next-auth-4': 'set NEXTAUTH_URL to the public https URL',
    },
  },
  examples: {
    found: [
      {
        note: 'NextAuth v4: its script goes there after the login, and the user comes back by hand',
        wire: `
>  POST https://shop.localhost/api/auth/callback/credentials
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
   Sec-Fetch-Mode: cors
   Sec-Fetch-Dest: empty
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/callback/credentials
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 200 OK
   Set-Cookie: next-auth.callback-url=http%3A%2F%2Flocalhost%3A3000; Path=/; HttpOnly; SameSite=Lax
   Set-Cookie: next-auth.session-token=eyJh; Path=/; HttpOnly; SameSite=Lax
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: next-auth.callback-url=http%3A%2F%2Flocalhost%3A3000; next-auth.session-token=eyJh
   Sec-Fetch-Site: none
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: next-auth.callback-url=http%3A%2F%2Flocalhost%3A3000; next-auth.session-token=eyJh
<< 200 OK
`,
      },
      {
        note: 'the OAuth provider is told to come back to localhost',
        wire: `
>  POST https://shop.localhost/api/auth/signin/github
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /api/auth/signin/github
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
<< 302 Found
   Location: https://github.com/login/oauth/authorize?client_id=1&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fapi%2Fauth%2Fcallback%2Fgithub
`,
      },
      {
        note: 'after the login',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 40ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 40ab
<< 303 See Other
   Set-Cookie: authjs.session-token=eyJh; Path=/; HttpOnly
   Set-Cookie: authjs.callback-url=http%3A%2F%2Flocalhost%3A3000%2F; Path=/; HttpOnly
   x-action-redirect: http://localhost:3000/;push
`,
      },
    ],
    quiet: [
      {
        note: 'a provider on this machine, and the public callback',
        wire: `
>  POST https://shop.localhost/api/auth/signin/keycloak
   Origin: https://shop.localhost
>> POST /api/auth/signin/keycloak
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
<< 302 Found
   Location: http://localhost:8080/auth?client_id=1&redirect_uri=https%3A%2F%2Fshop.localhost%2Fapi%2Fauth%2Fcallback%2Fkeycloak
`,
      },
    ],
  },
})

/** redirect_uri of an OAuth start. */
function callback({ exchange }: Scene) {
  const [from, to] = [urlOf(exchange), landing(exchange)]
  const text = to?.searchParams.get('redirect_uri')
  if (!from || !text || !URL.canParse(text)) return undefined
  const back = new URL(text)
  if (!isLoopback(back.hostname) || back.host === from.host) return undefined
  return {
    title: `The login provider is told to come back to ${back.origin}, but the browser is on ${from.origin}`,
    subject: back.origin,
    evidence: [`${asked(exchange)}: leads to ${to!.host} with redirect_uri ${back.origin}${back.pathname}`],
  }
}

function redirect(scene: Scene) {
  const { exchange } = scene
  const away = ledAway(scene)
  if (!away || !isLoopback(away.to.hostname) || !usesAuthJs(scene)) return undefined
  const own = originOfCallbackCookie(scene) === away.to.origin
  const part = loginStep(exchange) !== undefined || isAuthPath(pathAsked(exchange))
  if (!own && !part) return undefined
  return {
    title: `Auth.js sends the browser to ${away.to.origin}, but it is on ${away.from.origin}: AUTH_URL (or NEXTAUTH_URL) says so`,
    subject: away.to.origin,
    evidence: [answered(exchange), ...(own ? [`its callback-url cookie says ${away.to.origin} too`] : [])],
  }
}

/** The scripts of NextAuth went there after the login. */
function byScript(scene: Scene) {
  const [from, gone] = [urlOf(scene.exchange), scriptLanding(scene)]
  if (!from || !gone || !isLoopback(gone.to.hostname) || gone.to.host === from.host) return undefined
  return {
    title: `NextAuth sends the browser to ${gone.to.origin}, but it is on ${from.origin}: NEXTAUTH_URL says so, or is not set`,
    subject: gone.to.origin,
    evidence: [`${answered(gone.login)}; its callback-url is ${gone.to.origin}`],
  }
}
