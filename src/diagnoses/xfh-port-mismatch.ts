import { splitAuthority } from '../core/authority.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { originHost } from '../findings/heads.ts'
import { endsIn, hostSymptom } from '../findings/host-symptoms.ts'
import { changedBy } from '../findings/quote.ts'

export default diagnosis({
  name: 'xfh-port-mismatch',
  level: 'error',
  about:
    'The host that the app is told has another port than the one in the address bar; both are compared as strings.',
  local: 'Host and Origin both say localhost:3000.',
  explains: [
    'server-action-origin-mismatch',
    'auth-invalid-origin',
    'port-or-scheme-leak-in-location',
    'preview-or-second-domain',
  ],
  looksAt: [['post', 'refused'], ['redirect'], ['typed', 'cookie']],
  check(scene) {
    const symptom = hostSymptom(scene)
    if (!symptom) return undefined
    const { exchange } = scene
    if (originHost(exchange.app?.request) !== originHost(exchange.browser.request)) return undefined
    const [told, real] = [splitAuthority(symptom.told), splitAuthority(symptom.real)]
    if (told.host.toLowerCase() !== real.host.toLowerCase() || told.port === real.port) return undefined
    const more = told.port === '' ? 'without its port' : real.port === '' ? 'with a port' : 'with another port'
    return {
      title: `${symptom.header} says ${symptom.told}, the browser ${symptom.real}: the same host ${more}, ${endsIn(symptom)}`,
      subject: symptom.told,
      evidence: [...symptom.evidence, ...changedBy(exchange, symptom.header)],
    }
  },
  fix: {
    app: { any: 'Next.js: name the public host with its port in serverActions.allowedOrigins' },
    front: {
      any: 'forward the host exactly as the browser sent it, port and all',
      nginx: 'proxy_set_header Host $http_host; ($host has no port)',
    },
  },
  examples: {
    found: [
      {
        note: 'the public port is lost ($host)',
        wire: `
>  POST https://shop.localhost:8443/login
   Origin: https://shop.localhost:8443
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost:8443
   Next-Action: 4012ab
<< 500 Internal Server Error
`,
      },
      {
        note: 'the default port is written out',
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Host: shop.localhost:443
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
<< 403 Forbidden
`,
      },
    ],
    quiet: [
      {
        note: 'the same ports, and an error of the app',
        wire: `
>  POST https://shop.localhost:8443/login
   Origin: https://shop.localhost:8443
   Next-Action: 4012ab
>> POST /login
   Host: shop.localhost:8443
   X-Forwarded-Proto: https
   Origin: https://shop.localhost:8443
   Next-Action: 4012ab
<< 500 Internal Server Error
`,
      },
      {
        note: 'allowedOrigins lets it through, so a later 500 is another matter',
        wire: `
>  POST https://shop.localhost:8443/cart
   Origin: https://shop.localhost:8443
   Next-Action: 4012ab
>> POST /cart
   Host: shop.localhost
   Origin: https://shop.localhost:8443
   Next-Action: 4012ab
<< 200 OK
>  POST https://shop.localhost:8443/pay
   Origin: https://shop.localhost:8443
   Next-Action: 4012ab
>> POST /pay
   Host: shop.localhost
   Origin: https://shop.localhost:8443
   Next-Action: 4012ab
<< 500 Internal Server Error
`,
      },
    ],
  },
})
