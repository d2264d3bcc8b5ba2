import { attribute } from '../core/cookies.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { cookiesSet } from '../findings/heads.ts'
import { refusal } from '../findings/matters.ts'
import { isSuffix } from '../findings/public-suffix.ts'
import { cookieLine } from '../findings/quote.ts'

export default diagnosis({
  name: 'cookie-domain-public-suffix',
  level: 'error',
  about: 'Domain of the cookie is a public suffix (vercel.app, netlify.app, co.uk), for which no cookie may be set.',
  local: 'localhost is no public suffix, and a domain of your own is none either.',
  looksAt: [['set-cookie', 'cookie-trouble']],
  check(scene) {
    const { exchange } = scene
    const refused = refusal(scene, ['InvalidDomain'])
    const line =
      refused &&
      cookiesSet(exchange.browser.response).find((one) => one.name === refused.name && attribute(one, 'domain'))
    const domain = line && attribute(line, 'domain')
    if (!refused || !line || !domain || !isSuffix(domain, exchange.host)) return undefined
    return {
      title: `${refused.name} is set for ${domain}, a public suffix: the browser refuses it`,
      subject: domain,
      evidence: [cookieLine(line), `the browser is on ${exchange.host}`],
    }
  },
  fix: {
    app: {
      any: 'leave Domain out on shared hosting domains; cookies for several hosts need a domain of your own',
      'better-auth': 'no crossSubDomainCookies on such a domain',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  POST https://foo.vercel.app/login
   Origin: https://foo.vercel.app
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: foo.vercel.app
   X-Forwarded-Proto: https
   Origin: https://foo.vercel.app
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; Domain=.vercel.app
   Location: /
`,
      },
    ],
    quiet: [
      {
        wire: `
>  POST https://foo.vercel.app/login
   Origin: https://foo.vercel.app
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: foo.vercel.app
   X-Forwarded-Proto: https
   Origin: https://foo.vercel.app
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; Domain=foo.vercel.app
   Location: /
`,
      },
    ],
  },
})
