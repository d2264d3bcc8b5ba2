import { diagnosis } from '../core/diagnosis.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked } from '../findings/quote.ts'

/** What sign-ins that nobody finishes leave behind. */
function transactions(page: number, count: number): string {
  const line = (i: number) => `   Set-Cookie: __txn_${page}_${i}=1; Path=/; HttpOnly; Secure`
  return Array.from({ length: count }, (_, i) => line(i)).join('\n')
}

export default diagnosis({
  name: 'cookie-jar-overflow',
  level: 'error',
  about: 'The browser drops the session cookie to make room: it keeps about 180 cookies for a site.',
  local: 'Few cookies are set there.',
  looksAt: [['cookie-trouble']],
  check(scene) {
    const gone = scene.moments.find(({ moment, name }) => moment === 'evicted' && keepsSession(scene, name))
    if (!gone) return undefined
    return {
      title: `The browser dropped ${gone.name} to make room for newer cookies (it held ${scene.jar.size})`,
      subject: gone.name,
      evidence: [asked(scene.exchange)],
    }
  },
  fix: { app: { any: 'delete transaction cookies when their login ends, and do not prefetch the login route' } },
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
   Set-Cookie: sid=a; Path=/
   Location: /
>  GET https://shop.localhost/p0
>> GET /p0
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
${transactions(0, 60)}
>  GET https://shop.localhost/p1
>> GET /p1
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
${transactions(1, 60)}
>  GET https://shop.localhost/p2
>> GET /p2
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
${transactions(2, 60)}
>  GET https://shop.localhost/p3
>> GET /p3
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
${transactions(3, 60)}
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
   Set-Cookie: sid=a; Path=/
   Location: /
>  GET https://shop.localhost/p0
>> GET /p0
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
${transactions(0, 20)}
>  GET https://shop.localhost/p1
>> GET /p1
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
${transactions(1, 20)}
`,
      },
    ],
  },
})
