import { diagnosis } from '../core/diagnosis.ts'
import { cookiesAsked } from '../findings/heads.ts'
import { matters } from '../findings/matters.ts'
import { asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'cookie-value-mangled',
  level: 'error',
  about:
    'The front changes the value of a cookie on its way to the app (decodes, quotes, cuts), so signatures no longer match.',
  local: 'No front reads and writes cookies there.',
  looksAt: [['cookie-changed']],
  check(scene) {
    const { exchange } = scene
    if (!whoChanged(exchange, 'Cookie', 'request')) return undefined
    const got = cookiesAsked(exchange.app?.request)
    const sent = cookiesAsked(exchange.browser.request)
    for (const { name, value } of sent) {
      const same = got.filter((one) => one.name === name)
      if (same.length !== 1 || same[0]!.value === value || !matters(scene, name)) continue
      // A name sent twice is another matter, and so is a header joined anew.
      if (sent.filter((one) => one.name === name).length !== 1 || /,\s*\S+=/.test(same[0]!.value)) continue
      // A front that keeps its own value for the browser puts the real one back.
      if (scene.held(name)?.value !== value) continue
      const by = whoChanged(exchange, 'Cookie', 'request')
      return {
        title: `${by} changes the value of ${name}: ${value.length} characters came, ${same[0]!.value.length} reach the app`,
        subject: `${by} ${name}`,
        evidence: [`${asked(exchange)}: ${name} is another one at the app than the browser sent`],
      }
    }
    return undefined
  },
  fix: {
    app: { any: 'encode cookie values as base64url, which nothing along the way needs to touch' },
    front: { any: 'pass Cookie on as it came' },
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
   Set-Cookie: connect.sid=s%3Aab.cd; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: connect.sid=s%3Aab.cd
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: connect.sid=s:ab.cd
<< 200 OK
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
   Set-Cookie: connect.sid=s%3Aab.cd; Path=/; HttpOnly; Secure
   Location: /
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: connect.sid=s%3Aab.cd; _ga=1%20
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: connect.sid=s%3Aab.cd; _ga=1
<< 200 OK
`,
      },
    ],
  },
})
