import { diagnosis } from '../core/diagnosis.ts'
import { cookiesSet } from '../findings/heads.ts'
import { refusal } from '../findings/matters.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'cookie-over-4096',
  level: 'error',
  about: 'A cookie is larger than 4096 bytes, and the browser drops it without a word.',
  local: 'It happens there as well, with a user whose session is as large.',
  looksAt: [['set-cookie', 'cookie-trouble']],
  check(scene) {
    const refused = refusal(scene, ['NameValuePairExceedsMaxSize'])
    const line = refused && cookiesSet(scene.exchange.browser.response).find((one) => one.name === refused.name)
    if (!refused || !line) return undefined
    const bytes = line.name.length + line.value.length
    return {
      title: `${refused.name} has ${bytes} bytes, and browsers drop cookies over 4096: the session is not stored`,
      subject: refused.name,
      evidence: [`${asked(scene.exchange)}: Set-Cookie ${refused.name}, name and value ${bytes} bytes`],
    }
  },
  fix: {
    app: {
      any: 'keep less in the session, or keep it on the server',
      'iron-session': 'store an id and look the rest up',
      'express-session': 'use a server-side store; cookie-session keeps everything in the cookie',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=${'a'.repeat(4200)}; Path=/; HttpOnly; Secure
   Location: /
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
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=${'a'.repeat(4000)}; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
