import { attribute } from '../core/cookies.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { cookiesSet } from '../findings/heads.ts'
import { refusal } from '../findings/matters.ts'
import { cookieLine } from '../findings/quote.ts'
import { loginWithoutCookie } from '../findings/scheme-symptoms.ts'

export default diagnosis({
  name: 'secure-cookie-on-plain-http',
  level: 'error',
  about:
    'The session cookie is Secure and the page is on plain http: the browser refuses it, or the app does not even send it.',
  local: 'Browsers take plain http on localhost for safe, and keep Secure cookies there.',
  explains: ['host-prefix-broken', 'secure-flag-stripped'],
  looksAt: [['set-cookie', 'cookie-trouble'], ['redirect']],
  check(scene) {
    const { exchange } = scene
    if (exchange.scheme !== 'http') return undefined
    const refused = refusal(scene, ['SecureOnly', 'InvalidPrefix'])
    const line = refused && cookiesSet(exchange.browser.response).find((one) => one.name === refused.name)
    if (refused && line && attribute(line, 'secure') !== undefined) {
      return {
        title: `${refused.name} is Secure, and ${exchange.host} is on plain http: the browser refuses it`,
        subject: refused.name,
        evidence: [cookieLine(line), `the browser refuses it: ${refused.reasons?.join(', ')}`],
      }
    }
    const symptom = loginWithoutCookie(scene)
    return (
      symptom && {
        title: `The login on http://${exchange.host} was accepted and set no cookie: the app sends its cookie over https only`,
        subject: symptom.subject,
        evidence: symptom.evidence,
      }
    )
  },
  fix: {
    app: {
      any: 'serve the app over https; Secure off is for networks nobody listens to',
      'express-session': "cookie: { secure: 'auto' } follows the scheme of each request",
      'iron-session': 'cookieOptions.secure false, if the app really is served over plain http',
      'authjs-5': 'an AUTH_URL that says https makes cookies Secure: serve https, or say http',
    },
    front: { any: 'listen on https and redirect http to it' },
  },
  examples: {
    found: [
      {
        note: 'the browser refuses it',
        wire: `
>  POST http://shop.test/login
   Origin: http://shop.test
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.test
   X-Forwarded-Proto: http
   Origin: http://shop.test
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: lab_iron=Fe26.2*1; Path=/; HttpOnly; Secure
   Location: /
`,
      },
      {
        note: 'express-session sends none',
        wire: `
>  POST http://shop.test/login
   Origin: http://shop.test
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.test
   X-Forwarded-Proto: http
   Origin: http://shop.test
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Location: /
`,
      },
    ],
    quiet: [
      {
        note: 'localhost is trusted',
        wire: `
>  POST http://shop.localhost/login
   Origin: http://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: http
   Origin: http://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: lab_iron=Fe26.2*1; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
