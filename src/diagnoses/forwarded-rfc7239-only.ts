import { diagnosis } from '../core/diagnosis.ts'
import { get, has } from '../core/headers.ts'
import { hostSymptom } from '../findings/host-symptoms.ts'
import { schemeSymptom } from '../findings/scheme-symptoms.ts'

export default diagnosis({
  name: 'forwarded-rfc7239-only',
  level: 'error',
  about:
    'The front tells scheme and host in Forwarded (RFC 7239) only; Next.js, Auth.js, better-auth and Express read X-Forwarded-* only.',
  local: 'There is no front, so host and scheme of the request itself are right.',
  explains: [
    'xfp-missing',
    'host-rewritten-to-upstream',
    'server-action-origin-mismatch',
    'auth-invalid-origin',
    'https-redirect-loop',
    'port-or-scheme-leak-in-location',
    'req-url-is-bind-address',
  ],
  looksAt: [
    ['request-changed', 'redirect'],
    ['request-changed', 'refused'],
    ['request-changed', 'set-cookie', 'cookie-trouble'],
  ],
  check(scene) {
    const { app } = scene.exchange
    const forwarded = app && get(app.request.headers, 'forwarded')
    if (!app || forwarded === undefined) return undefined
    if (has(app.request.headers, 'x-forwarded-proto') || has(app.request.headers, 'x-forwarded-host')) return undefined
    const evidence = schemeSymptom(scene)?.evidence ?? hostSymptom(scene)?.evidence
    return (
      evidence && {
        title: 'The front sends Forwarded and no X-Forwarded-*; the app reads only the latter',
        subject: 'forwarded',
        evidence: [...evidence, `the app got Forwarded: ${forwarded}`],
      }
    )
  },
  fix: { front: { any: 'send X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-For beside Forwarded' } },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   Forwarded: proto=https;host=shop.localhost
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 303 See Other
   Set-Cookie: authjs.session-token=eyJh; Path=/; HttpOnly
   x-action-redirect: http://shop.localhost/;push
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
   Forwarded: proto=https;host=shop.localhost
<< 302 Found
   Location: /start
`,
      },
    ],
  },
})
