import type { Scene, Sight } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { hostTold, originHost, statusOf, urlOf } from '../findings/heads.ts'
import { hostSymptom, normalHost } from '../findings/host-symptoms.ts'
import { answered, asked, changedBy } from '../findings/quote.ts'

/** better-auth says so in its answer; other words for the same are not known to be this. */
const REFUSED = /^(?:INVALID_ORIGIN|MISSING_OR_NULL_ORIGIN)$/

/** Host and Origin both arrive as the browser has them, and still the app takes another URL for its own. */
function ownIdea(scene: Scene): Sight | undefined {
  const { exchange } = scene
  const error = exchange.says?.error
  const app = exchange.app?.request
  if (error === undefined || !REFUSED.test(error) || !app || statusOf(exchange.app?.response) !== 403) return undefined
  const base = urlOf(exchange)
  const [sent, arrived, told] = [originHost(exchange.browser.request), originHost(app), hostTold(exchange)?.host]
  if (!base || sent !== base.host || arrived !== sent) return undefined
  if (told === undefined || normalHost(told, exchange.scheme) !== base.host) return undefined
  return {
    title: `The app answers ${error} to its own page on ${base.origin}: it takes another URL for its own`,
    subject: base.origin,
    evidence: [`${asked(exchange)}: Origin and host both arrive as ${base.host}`, `${answered(exchange)}: ${error}`],
  }
}

export default diagnosis({
  name: 'auth-invalid-origin',
  level: 'error',
  about: 'The app refuses a post of its own page, because Origin is not the host it believes to be.',
  local: 'Host and Origin both say localhost:3000.',
  looksAt: [['post', 'refused']],
  check(scene) {
    const symptom = hostSymptom(scene)
    if (symptom?.kind !== 'refused') return ownIdea(scene)
    const origin = originHost(scene.exchange.app?.request)
    return {
      title: `The app refuses the post: Origin is ${origin}, ${symptom.header} says ${symptom.told}`,
      subject: `${origin} ${symptom.told}`,
      evidence: [
        ...symptom.evidence,
        ...changedBy(scene.exchange, symptom.header),
        ...changedBy(scene.exchange, 'Origin'),
      ],
    }
  },
  fix: {
    app: {
      any: 'compare Origin with the configured public URL',
      'better-auth': 'set BETTER_AUTH_URL (baseURL) to the public URL; further ones go into trustedOrigins',
    },
    front: { any: 'forward the public host (Host or X-Forwarded-Host) and leave Origin as it is' },
  },
  examples: {
    found: [
      {
        note: 'nothing is lost on the way: the app has no BETTER_AUTH_URL, or another one',
        wire: `
>  POST https://shop.localhost/api/auth/sign-in/email
   Origin: https://shop.localhost
   Content-Type: application/json
>> POST /api/auth/sign-in/email
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/json
<< 403 FORBIDDEN
   Content-Type: application/json
   | {"message":"Invalid origin","code":"INVALID_ORIGIN"}
`,
      },
      {
        wire: `
>  POST https://shop.localhost/api/auth/sign-in/email
   Origin: https://shop.localhost
   Content-Type: application/json
>> POST /api/auth/sign-in/email
   Host: shop.localhost
   X-Forwarded-Host: internal.cluster.local
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/json
<< 403 Forbidden
`,
      },
    ],
    quiet: [
      {
        note: 'refused for another reason',
        wire: `
>  POST https://shop.localhost/api/auth/sign-in/email
   Origin: https://shop.localhost
   Content-Type: application/json
>> POST /api/auth/sign-in/email
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/json
<< 403 FORBIDDEN
   Content-Type: application/json
   | {"message":"Email not verified","code":"EMAIL_NOT_VERIFIED"}
`,
      },
      {
        wire: `
>  POST https://shop.localhost/api/auth/sign-in/email
   Origin: https://shop.localhost
   Content-Type: application/json
>> POST /api/auth/sign-in/email
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/json
<< 403 Forbidden
`,
      },
    ],
  },
})
