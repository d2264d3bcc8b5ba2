import { diagnosis } from '../core/diagnosis.ts'
import { refusesConfiguration } from '../findings/auth-configuration.ts'
import { answered } from '../findings/quote.ts'

export default diagnosis({
  name: 'untrusted-host-production',
  level: 'error',
  about: 'Auth.js v5 refuses to work in production because nobody told it to trust the host (UntrustedHost).',
  local: 'With NODE_ENV=development Auth.js trusts every host.',
  looksAt: [['refused']],
  check(scene) {
    // A missing secret gives the very same answer; only a dev server, or the output of the app, tells them apart.
    if (scene.dev || scene.exchange.says?.error === 'NextAuthConfiguration' || !refusesConfiguration(scene))
      return undefined
    const [host, secret] = [
      scene.output.includes('UntrustedHost'),
      scene.output.some((word) => /MissingSecret|NO_SECRET/i.test(word)),
    ]
    if (secret && !host) return undefined
    return {
      title: host
        ? 'Auth.js answers 500 to everything: UntrustedHost'
        : 'Auth.js refuses its configuration and answers 500: UntrustedHost, or else a missing secret',
      subject: 'configuration',
      evidence: [
        answered(scene.exchange),
        host ? 'the app printed UntrustedHost' : 'which of both it is stands in the log of the app',
      ],
    }
  },
  fix: {
    app: {
      any: 'set AUTH_TRUST_HOST=true (behind a front that sets Host) or AUTH_URL to the public https URL; and AUTH_SECRET, if it is missing',
      'next-auth-4': 'set NEXTAUTH_SECRET and NEXTAUTH_URL',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/auth/session
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 500 Internal Server Error
   Content-Type: application/json
`,
      },
    ],
    quiet: [
      {
        note: 'an endpoint of the app itself',
        wire: `
>  GET https://shop.localhost/api/orders
>> GET /api/orders
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 500 Internal Server Error
   Content-Type: application/json
`,
      },
      {
        note: 'it has worked before',
        wire: `
>  GET https://shop.localhost/api/auth/session
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Content-Type: application/json
>  GET https://shop.localhost/api/auth/session
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 500 Internal Server Error
   Content-Type: application/json
`,
      },
    ],
  },
})
