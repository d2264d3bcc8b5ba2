import { diagnosis } from '../core/diagnosis.ts'
import { originHost } from '../findings/heads.ts'
import { hostSymptom } from '../findings/host-symptoms.ts'
import { changedBy } from '../findings/quote.ts'

export default diagnosis({
  name: 'server-action-origin-mismatch',
  level: 'error',
  about: 'Next.js aborts a Server Action whose Origin is not the host it is told.',
  local: 'Host and Origin both say localhost:3000.',
  looksAt: [['post', 'refused']],
  check(scene) {
    const symptom = hostSymptom(scene)
    if (symptom?.kind !== 'action') return undefined
    const origin = originHost(scene.exchange.app?.request)
    return {
      title: `Server Action aborted: Origin is ${origin}, ${symptom.header} says ${symptom.told}`,
      subject: `${origin} ${symptom.told}`,
      evidence: [
        ...symptom.evidence,
        ...changedBy(scene.exchange, symptom.header),
        ...changedBy(scene.exchange, 'Origin'),
      ],
    }
  },
  fix: {
    app: { any: 'name the public host in experimental.serverActions.allowedOrigins of next.config' },
    front: {
      any: 'forward the public host (Host or X-Forwarded-Host) and leave Origin as it is',
      nginx: 'proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Host $http_host;',
    },
  },
  examples: {
    found: [
      {
        note: 'X-Forwarded-Host names something inside',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Host: internal.cluster.local
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 500 Internal Server Error
`,
      },
      {
        note: 'the front rewrites Origin, and the form has no script',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: multipart/form-data; boundary=x
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: http://127.0.0.1:3000
   Content-Type: multipart/form-data; boundary=x
<< 500 Internal Server Error
`,
      },
    ],
    quiet: [
      {
        note: 'another site posts here: refused for good reason',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://evil.test
   Sec-Fetch-Site: cross-site
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://evil.test
   Next-Action: 4012ab
<< 500 Internal Server Error
`,
      },
      {
        note: 'an action that throws',
        wire: `
>  POST https://shop.localhost/cart
   Origin: https://shop.localhost
   Next-Action: 4012ab
>> POST /cart
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 500 Internal Server Error
`,
      },
    ],
  },
})
