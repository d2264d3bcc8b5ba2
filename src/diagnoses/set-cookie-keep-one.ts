import { diagnosis } from '../core/diagnosis.ts'
import { answered, cookieLine, whoChanged } from '../findings/quote.ts'
import { lostLines } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'set-cookie-keep-one',
  level: 'error',
  about: 'Some of several Set-Cookie lines are lost on the way: something keeps one value per header.',
  local: 'Node.js sends a line for each cookie.',
  explains: ['chunk-lost'],
  looksAt: [['set-cookie-changed']],
  check(scene) {
    const fate = lostLines(scene)
    if (fate?.fate !== 'some') return undefined
    const by = whoChanged(scene.exchange, 'Set-Cookie', 'response') ?? 'the front'
    const names = fate.lost.map((line) => line.name).join(', ')
    return {
      title: `${by} keeps only some Set-Cookie lines: ${names} is lost`,
      subject: by,
      evidence: [answered(scene.exchange), ...fate.lost.map((line) => `the app sent ${cookieLine(line)}`)],
    }
  },
  fix: { front: { any: 'hand Set-Cookie lines on one by one; a header map keeps one value' } },
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
   Set-Cookie: csrf=a; Path=/
   Location: /
`,
      },
      {
        note: 'the CSRF cookie of NextAuth, without which no sign-in is taken',
        wire: `
>  GET https://shop.localhost/api/auth/csrf
   Accept: application/json
>> GET /api/auth/csrf
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: application/json
<< 200 OK
   Set-Cookie: __Host-next-auth.csrf-token=abc; Path=/; HttpOnly; Secure; SameSite=Lax
   Set-Cookie: __Secure-next-auth.callback-url=x; Path=/; HttpOnly; Secure; SameSite=Lax
<  200 OK
   Set-Cookie: __Secure-next-auth.callback-url=x; Path=/; HttpOnly; Secure; SameSite=Lax
`,
      },
    ],
    quiet: [
      {
        note: 'analytics are taken out',
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Set-Cookie: _track=1; Path=/
   Location: /
<  303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
