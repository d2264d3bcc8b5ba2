import { diagnosis } from '../core/diagnosis.ts'
import { appInWords } from '../findings/app-in-words.ts'
import { refusesConfiguration } from '../findings/auth-configuration.ts'
import { answered } from '../findings/quote.ts'

export default diagnosis({
  name: 'secret-missing-in-production',
  level: 'error',
  about: 'Auth.js or NextAuth has no secret where the app runs (AUTH_SECRET, NEXTAUTH_SECRET).',
  local: '.env.local has the secret, and is not deployed.',
  looksAt: [['refused']],
  check(scene) {
    const printed = scene.output.find((word) => /MissingSecret|NO_SECRET/i.test(word))
    // A dev server trusts every host, so the other reason for this answer is out.
    // NextAuth v4 trusts every host, and makes up a secret in development: in production nothing else is missing.
    const v4 = scene.exchange.says?.error === 'NextAuthConfiguration'
    if (!(scene.dev || printed || v4) || !refusesConfiguration(scene)) return undefined
    return {
      title: `${v4 ? 'NextAuth' : 'Auth.js'} answers 500 to everything: ${appInWords(scene) === 'the app' ? 'it' : appInWords(scene)} has no secret`,
      subject: 'configuration',
      evidence: [
        answered(scene.exchange),
        printed
          ? `the app printed ${printed}`
          : v4
            ? 'it says that there is a problem with its configuration, as NextAuth v4 does'
            : 'a dev server trusts every host, so it is the secret',
      ],
    }
  },
  fix: {
    app: { any: 'set AUTH_SECRET (v5) or NEXTAUTH_SECRET (v4) in the environment the app runs in: npx auth secret' },
  },
  examples: {
    found: [
      {
        note: 'NextAuth v4 without NEXTAUTH_SECRET',
        wire: `
>  GET https://shop.localhost/api/auth/session
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 500 Internal Server Error
   Content-Type: application/json
   | {"message":"There is a problem with the server configuration. Check the server logs for more information."}
`,
      },
      {
        wire: `
>  GET https://shop.localhost/_next/webpack-hmr
>> GET /_next/webpack-hmr
<< 426 Upgrade Required
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
        wire: `
>  GET https://shop.localhost/api/auth/session
>> GET /api/auth/session
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
   Content-Type: application/json
`,
      },
    ],
  },
})
