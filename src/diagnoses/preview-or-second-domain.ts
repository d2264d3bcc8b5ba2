import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { bareName } from '../findings/cookie-names.ts'
import { cookiesAsked, cookiesSet, isDeletion, queryAsked } from '../findings/heads.ts'
import { isLoopback, ledAway, originOfCallbackCookie, usesAuthJs } from '../findings/led-astray.ts'
import { loginStep } from '../findings/login-steps.ts'
import { answered, asked } from '../findings/quote.ts'

const STATE = /(?:^|[._-])(?:state|pkce|nonce|code_?verifier)/i

export default diagnosis({
  name: 'preview-or-second-domain',
  level: 'error',
  about:
    'The login works on the configured domain only: the app leads elsewhere, or the callback comes to a host that the state cookie was not set for.',
  local: 'There is one host, and the app is configured for it.',
  explains: ['port-or-scheme-leak-in-location', 'csrf-double-submit-broken'],
  looksAt: [['redirect'], ['query']],
  check(scene) {
    return configured(scene) ?? callbackElsewhere(scene)
  },
  fix: {
    app: {
      any: 'send people to the one configured host before a login begins, or configure the URL per request',
      'authjs-5':
        'make AUTH_URL the origin people really use, or leave it out and set AUTH_TRUST_HOST=true; AUTH_REDIRECT_PROXY_URL for previews',
      'next-auth-4': 'make NEXTAUTH_URL the origin people really use',
    },
    front: { any: 'redirect other hosts to the configured one before the login page is shown' },
  },
  examples: {
    found: [
      {
        note: 'AUTH_URL names another origin',
        wire: `
>  POST https://shop.localhost:8443/login
   Origin: https://shop.localhost:8443
   Next-Action: 40ab
>> POST /login
   Host: shop.localhost:8443
   X-Forwarded-Proto: https
   Origin: https://shop.localhost:8443
   Next-Action: 40ab
<< 303 See Other
   Set-Cookie: authjs.session-token=eyJh; Path=/; HttpOnly
   Set-Cookie: authjs.callback-url=https%3A%2F%2Fshop.example.test%2F; Path=/; HttpOnly
   x-action-redirect: https://shop.example.test/;push
`,
      },
      {
        note: 'the callback comes to www, the state cookie belongs to the bare name',
        wire: `
>  POST https://shop.test/api/auth/signin/github
   Origin: https://shop.test
>> POST /api/auth/signin/github
   Host: shop.test
   X-Forwarded-Proto: https
   Origin: https://shop.test
<< 302 Found
   Set-Cookie: __Secure-authjs.state=ab; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: https://github.com/authorize?client_id=1&redirect_uri=https%3A%2F%2Fwww.shop.test%2Fapi%2Fauth%2Fcallback%2Fgithub
>  GET https://www.shop.test/api/auth/callback/github?code=1&state=2
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
>> GET /api/auth/callback/github?code=1&state=2
   Host: www.shop.test
   X-Forwarded-Proto: https
<< 302 Found
   Location: /api/auth/error?error=Configuration
`,
      },
    ],
    quiet: [
      {
        note: 'the callback comes back to where it began',
        wire: `
>  POST https://shop.test/api/auth/signin/github
   Origin: https://shop.test
>> POST /api/auth/signin/github
   Host: shop.test
   X-Forwarded-Proto: https
   Origin: https://shop.test
<< 302 Found
   Set-Cookie: __Secure-authjs.state=ab; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: https://github.com/authorize?client_id=1&redirect_uri=https%3A%2F%2Fshop.test%2Fapi%2Fauth%2Fcallback%2Fgithub
>  GET https://shop.test/api/auth/callback/github?code=1&state=2
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Cookie: __Secure-authjs.state=ab
>> GET /api/auth/callback/github?code=1&state=2
   Host: shop.test
   X-Forwarded-Proto: https
   Cookie: __Secure-authjs.state=ab
<< 302 Found
   Set-Cookie: __Secure-authjs.session-token=eyJh; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: /
`,
      },
    ],
  },
})

function configured(scene: Scene) {
  const away = ledAway(scene)
  if (!away || isLoopback(away.to.hostname) || !usesAuthJs(scene) || loginStep(scene.exchange) === undefined)
    return undefined
  if (originOfCallbackCookie(scene) !== away.to.origin) return undefined
  return {
    title: `Auth.js sends the browser to ${away.to.origin}, but it is on ${away.from.origin}: AUTH_URL names another origin`,
    subject: away.to.origin,
    evidence: [answered(scene.exchange), `its callback-url cookie says ${away.to.origin} too`],
  }
}

function callbackElsewhere(scene: Scene) {
  const { exchange } = scene
  if (loginStep(exchange) !== 'callback' || !queryAsked(exchange.browser.request).has('state')) return undefined
  const came = new Set(cookiesAsked(exchange.browser.request).map(({ name }) => name))
  for (const { exchange: earlier } of scene.before()) {
    if (exchange.at - earlier.at > 900_000) break
    const line = cookiesSet(earlier.browser.response).find(
      (one) => STATE.test(bareName(one.name)) && !isDeletion(one, earlier.at),
    )
    if (!line) continue
    if (earlier.host === exchange.host || came.has(line.name)) return undefined
    return {
      title: `The login began on ${earlier.host} and comes back to ${exchange.host}, where the cookie ${line.name} is not sent`,
      subject: `${earlier.host} ${exchange.host}`,
      evidence: [
        `${asked(earlier)} on ${earlier.host}: Set-Cookie ${line.name}`,
        `${asked(exchange)} on ${exchange.host}: without it`,
      ],
    }
  }
  return undefined
}
