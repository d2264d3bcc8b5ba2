import { diagnosis } from '../core/diagnosis.ts'
import { originHost } from '../findings/heads.ts'
import { hostSymptom } from '../findings/host-symptoms.ts'
import { changedBy } from '../findings/quote.ts'

export default diagnosis({
  name: 'auth-invalid-origin',
  level: 'error',
  about: 'The app refuses a post of its own page, because Origin is not the host it believes to be.',
  local: 'Host and Origin both say localhost:3000.',
  looksAt: [['post', 'refused']],
  check(scene) {
    const symptom = hostSymptom(scene)
    if (symptom?.kind !== 'refused') return undefined
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
      'better-auth': 'set baseURL to the public URL, and trustedOrigins',
    },
    front: { any: 'forward the public host (Host or X-Forwarded-Host) and leave Origin as it is' },
  },
  examples: {
    found: [
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
