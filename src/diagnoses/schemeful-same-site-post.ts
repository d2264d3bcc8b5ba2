import { diagnosis } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { matters } from '../findings/matters.ts'
import { asked } from '../findings/quote.ts'

export default diagnosis({
  name: 'schemeful-same-site-post',
  level: 'error',
  about: 'A form on the http page posts to https: for browsers these are two sites, and Lax cookies stay at home.',
  local: 'Everything is http there.',
  looksAt: [['cross-site', 'post', 'cookie-trouble']],
  check(scene) {
    const { exchange } = scene
    if (exchange.scheme !== 'https' || get(exchange.browser.request.headers, 'origin') !== `http://${exchange.host}`)
      return undefined
    const one = scene.moments.find(
      ({ moment, name, reasons }) =>
        moment === 'withheld' && reasons?.some((why) => why.includes('SameSite')) && matters(scene, name),
    )
    if (!one) return undefined
    return {
      title: `The form came from http://${exchange.host}, so ${one.name} stays at home`,
      subject: one.name,
      evidence: [`${asked(exchange)}: Origin http://${exchange.host}`],
    }
  },
  fix: { front: { any: 'redirect http to https before the form is shown, and send Strict-Transport-Security' } },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Set-Cookie: sid=abc; Path=/; HttpOnly; SameSite=Lax
>  POST https://shop.localhost/login
   Origin: http://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 403 Forbidden
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/login
   Accept: text/html
>> GET /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
<< 200 OK
   Set-Cookie: sid=abc; Path=/; HttpOnly; SameSite=Lax
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Cookie: sid=abc
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
   Cookie: sid=abc
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
