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
    if (!(scene.dev || printed) || !refusesConfiguration(scene)) return undefined
    return {
      title: `Auth.js answers 500 to everything: ${appInWords(scene) === 'the app' ? 'it' : appInWords(scene)} has no secret`,
      subject: 'configuration',
      evidence: [
        answered(scene.exchange),
        printed ? `the app printed ${printed}` : 'a dev server trusts every host, so it is the secret',
      ],
    }
  },
  fix: {
    app: { any: 'set AUTH_SECRET (v5) or NEXTAUTH_SECRET (v4) in the environment the app runs in: npx auth secret' },
  },
  examples: {
    found: [
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
