import { diagnosis } from '../core/diagnosis.ts'
import { endsIn, hostSymptom } from '../findings/host-symptoms.ts'
import { changedBy } from '../findings/quote.ts'

export default diagnosis({
  name: 'host-case-or-dot',
  level: 'error',
  about:
    'The host that the app is told differs from Origin only in upper case or a final dot; the comparison is exact.',
  local: 'Browsers write localhost in lower case and without a dot.',
  explains: ['server-action-origin-mismatch', 'auth-invalid-origin'],
  looksAt: [['post', 'refused']],
  check(scene) {
    const symptom = hostSymptom(scene)
    if (!symptom || symptom.kind === 'location' || symptom.told === symptom.real) return undefined
    if (symptom.told.toLowerCase().replace(/\.(?=:|$)/, '') !== symptom.real) return undefined
    return {
      title: `${symptom.header} says ${symptom.told}, the browser ${symptom.real}: only the spelling differs, ${endsIn(symptom)}`,
      subject: symptom.told,
      evidence: [...symptom.evidence, ...changedBy(scene.exchange, symptom.header)],
    }
  },
  fix: {
    front: {
      any: 'send the host in lower case and without a final dot',
      nginx: 'proxy_set_header Host $host; (it is normalised)',
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
   Host: Shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Next-Action: 4012ab
<< 500 Internal Server Error
`,
      },
    ],
    quiet: [
      {
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: Shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
<< 303 See Other
   Set-Cookie: sid=a; HttpOnly
   Location: /
`,
      },
    ],
  },
})
