import { diagnosis } from '../core/diagnosis.ts'
import { schemeTold } from '../findings/heads.ts'
import { changedBy } from '../findings/quote.ts'
import { schemeSymptom } from '../findings/scheme-symptoms.ts'

export default diagnosis({
  name: 'xfp-overwritten-by-inner-hop',
  level: 'error',
  about:
    'X-Forwarded-Proto says http at the app although the browser speaks https: a hop behind the one that ends TLS wrote its own scheme.',
  local: 'There is one hop only, and http is what the browser uses.',
  explains: [
    'https-redirect-loop',
    'secure-flag-stripped',
    'host-prefix-broken',
    'port-or-scheme-leak-in-location',
    'preview-or-second-domain',
    'auth-url-unset-localhost-callback',
  ],
  looksAt: [['redirect'], ['post', 'refused'], ['set-cookie', 'cookie-trouble'], ['typed', 'cookie']],
  check(scene) {
    if (schemeTold(scene.exchange)?.trim().toLowerCase() !== 'http') return undefined
    const symptom = schemeSymptom(scene)
    return (
      symptom && {
        title: `The app is told X-Forwarded-Proto: http ${symptom.says}`,
        subject: symptom.subject,
        evidence: [
          ...symptom.evidence,
          'the browser spoke https; the app got X-Forwarded-Proto: http',
          ...changedBy(scene.exchange, 'X-Forwarded-Proto'),
        ],
      }
    )
  },
  fix: {
    app: {
      'authjs-5': 'set AUTH_URL to the public https URL, if the front cannot be changed',
      'next-auth-4': 'set NEXTAUTH_URL to the public https URL',
      'better-auth': 'set baseURL to the public https URL',
    },
    front: {
      any: 'let inner hops pass X-Forwarded-Proto on, and only the hop that ends TLS set it',
      nginx:
        'in the inner nginx: proxy_set_header X-Forwarded-Proto $http_x_forwarded_proto; (ingress-nginx: use-forwarded-headers: "true")',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: http
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   Set-Cookie: authjs.session-token=eyJh; Path=/; HttpOnly; SameSite=Lax
   x-action-redirect: http://shop.localhost/;push
`,
      },
      {
        wire: `
>  POST https://shop.localhost/login
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: http
   Content-Type: application/x-www-form-urlencoded
<< 302 Found
   Location: /
`,
      },
      {
        note: 'React Router, by its scripts',
        wire: `
>  POST https://shop.localhost/login.data
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
>> POST /login.data
   Host: shop.localhost
   X-Forwarded-Proto: http
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
<< 400 Bad Request
   Content-Type: text/x-script
   x-remix-response: yes
   | [{"_1":2},"error",["SanitizedError",3,4,-7],"Error","Unexpected Server Error"]
`,
      },
      {
        note: 'SvelteKit, by its scripts',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
   x-sveltekit-action: true
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: http
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
   x-sveltekit-action: true
<< 403 Forbidden
   Content-Type: application/json
   | {"message":"Cross-site POST form submissions are forbidden"}
`,
      },
    ],
    quiet: [
      {
        note: 'an action of React Router that says no',
        wire: `
>  POST https://shop.localhost/login.data
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
>> POST /login.data
   Host: shop.localhost
   X-Forwarded-Proto: http
   Origin: https://shop.localhost
   Sec-Fetch-Site: same-origin
<< 400 Bad Request
   Content-Type: text/x-script
   x-remix-response: yes
   | [{"_1":2},"data",{"_3":4},"error","bad"]
`,
      },
      {
        note: 'nothing depends on it',
        wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: http
<< 302 Found
   Set-Cookie: sid=a; Path=/; HttpOnly
   Location: /start
`,
      },
      {
        note: 'the browser is on http, and the app leads it to https',
        wire: `
>  GET http://shop.localhost/
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: http
<< 301 Moved Permanently
   Location: https://shop.localhost/
`,
      },
    ],
  },
})
