import { diagnosis } from '../core/diagnosis.ts'
import { answered, cookieLine, whoChanged } from '../findings/quote.ts'
import { lostLines } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'set-cookie-folded',
  level: 'error',
  about: 'Several Set-Cookie lines are joined with commas into one, of which the browser keeps the first cookie only.',
  local: 'Node.js sends a line for each cookie.',
  explains: ['set-cookie-keep-one', 'chunk-lost'],
  looksAt: [['set-cookie-changed']],
  check(scene) {
    const fate = lostLines(scene)
    if (fate?.fate !== 'folded') return undefined
    const by = whoChanged(scene.exchange, 'Set-Cookie', 'response') ?? 'the front'
    const names = fate.lost.map((line) => line.name).join(', ')
    return {
      title: `${by} joins Set-Cookie lines into one: ${names} never reach the browser as cookies`,
      subject: by,
      evidence: [answered(scene.exchange), ...fate.lost.map((line) => `the app sent ${cookieLine(line)}`)],
    }
  },
  fix: {
    front: {
      any: 'hand Set-Cookie lines on one by one: headers.getSetCookie(), multiValueHeaders or the cookies array',
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
   Set-Cookie: csrf=a; Path=/
   Set-Cookie: sid=abc; Path=/; HttpOnly
   Location: /
<  303 See Other
   Set-Cookie: csrf=a; Path=/, sid=abc; Path=/; HttpOnly
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
   Set-Cookie: csrf=a; Path=/
   Set-Cookie: sid=abc; Path=/; HttpOnly
   Location: /
<  303 See Other
   Set-Cookie: csrf=a; Path=/
   Set-Cookie: sid=abc; Path=/; HttpOnly
   Location: /
`,
      },
    ],
  },
})
