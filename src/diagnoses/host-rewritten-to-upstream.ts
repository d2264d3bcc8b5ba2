import { splitAuthority } from '../core/authority.ts'
import type { Scene } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { has } from '../core/headers.ts'
import { originHost } from '../findings/heads.ts'
import type { HostSymptom } from '../findings/host-symptoms.ts'
import { endsIn, hostSymptom } from '../findings/host-symptoms.ts'
import { changedBy } from '../findings/quote.ts'

/** X-Forwarded-Host names another host, and the browser did not say so. Forms and Server Actions have a rule of their own for that. */
function isMadeUp({ exchange }: Scene, { kind }: HostSymptom): boolean {
  return (kind === 'location' || kind === 'cookie') && !has(exchange.browser.request.headers, 'x-forwarded-host')
}

export default diagnosis({
  name: 'host-rewritten-to-upstream',
  level: 'error',
  about: 'The front tells the app its own name for it, in Host or X-Forwarded-Host, and nothing says the public one.',
  local: 'The browser itself names the app: Host and Origin are both localhost:3000.',
  explains: [
    'server-action-origin-mismatch',
    'auth-invalid-origin',
    'xfh-port-mismatch',
    'host-case-or-dot',
    'req-url-is-bind-address',
    'auth-url-unset-localhost-callback',
    'port-or-scheme-leak-in-location',
    'preview-or-second-domain',
    'cookie-domain-wrong',
  ],
  looksAt: [['redirect'], ['post', 'refused'], ['typed', 'cookie'], ['set-cookie', 'cookie-trouble']],
  check(scene) {
    const symptom = hostSymptom(scene)
    const { exchange } = scene
    if (!symptom || (symptom.header !== 'Host' && !isMadeUp(scene, symptom))) return undefined
    if (originHost(exchange.app?.request) !== originHost(exchange.browser.request)) return undefined
    const [told, real] = [splitAuthority(symptom.told), splitAuthority(symptom.real)]
    const bare = (host: string) => host.toLowerCase().replace(/\.$/, '')
    if (bare(told.host) === bare(real.host)) return undefined
    return {
      title: `The app is called ${symptom.told} instead of ${symptom.real}, ${endsIn(symptom)}`,
      subject: symptom.told,
      evidence:
        symptom.header === 'Host'
          ? [...symptom.evidence, 'no X-Forwarded-Host says the public name', ...changedBy(exchange, 'Host')]
          : [...symptom.evidence, ...changedBy(exchange, 'X-Forwarded-Host')],
    }
  },
  fix: {
    app: {
      any: 'if the front cannot be changed: take the public URL from configuration, not from Host (Next.js: serverActions.allowedOrigins in next.config)',
      'authjs-5': 'set AUTH_URL to the public URL (links), and serverActions.allowedOrigins (forms)',
      'next-auth-4': 'set NEXTAUTH_URL to the public URL',
      'better-auth': 'set baseURL and trustedOrigins to the public URL',
    },
    front: {
      any: 'keep Host as the browser sent it, or send X-Forwarded-Host',
      nginx: 'proxy_set_header Host $http_host;',
      apache: 'ProxyPreserveHost On',
      cloudfront: 'the origin request policy AllViewer, or X-Forwarded-Host from a CloudFront function',
    },
  },
  examples: {
    found: [
      {
        note: 'X-Forwarded-Host names the cluster, and redirects lead there',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Host: app.cluster.local
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=1; Path=/; HttpOnly; Secure
   Location: https://app.cluster.local/
`,
      },
      {
        note: 'a Server Action',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login 1.0
   Host: web_app
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 500 Internal Server Error
`,
      },
      {
        note: "an app's own Origin check",
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: 127.0.0.1:3000
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 403 Forbidden
`,
      },
      {
        note: 'a redirect to the inside',
        wire: `
>  GET https://shop.localhost/
   Accept: text/html
>> GET /
   Host: web_app
<< 303 See Other
   Location: https://web_app/login
`,
      },
      {
        note: 'a cookie for the inside',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: web_app:3000
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Location: /
   Set-Cookie: sid=a; Domain=web_app; Path=/; HttpOnly
`,
      },
    ],
    quiet: [
      {
        note: 'X-Forwarded-Host says the public name',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: web_app
   X-Forwarded-Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   x-action-redirect: /;push
   Set-Cookie: sid=a; Path=/; HttpOnly
`,
      },
      {
        note: 'nothing in this app asks for the host',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: 127.0.0.1:3000
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
<< 303 See Other
   Set-Cookie: sid=a; Path=/; HttpOnly
   Location: /
`,
      },
      {
        note: 'a wrong password',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/json
>> POST /login
   Host: 127.0.0.1:3000
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
<< 401 Unauthorized
`,
      },
    ],
  },
})
