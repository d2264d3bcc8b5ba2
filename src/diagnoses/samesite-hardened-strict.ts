import { attribute } from '../core/cookies.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked, cookieLine } from '../findings/quote.ts'
import { rewritten } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'samesite-hardened-strict',
  level: 'error',
  about:
    'The front makes cookies SameSite=Strict, so they stay at home when somebody comes back from a login provider or a mail.',
  local: 'No front changes SameSite, and no other site is part of the login.',
  looksAt: [['cross-site', 'cookie-trouble']],
  check(scene) {
    const { exchange } = scene
    if (exchange.kind !== 'document') return undefined
    for (const { moment, name, reasons } of scene.moments) {
      if (moment !== 'withheld' || !reasons?.some((one) => /SameSiteStrict$/.test(one))) continue
      const setting = scene.held(name)?.exchange
      const set = setting === undefined ? undefined : scene.byId(setting)
      const lines = set && rewritten(set.exchange, name)
      if (!lines || !keepsSession(scene, name)) continue
      if (attribute(lines.app, 'samesite')?.toLowerCase() === 'strict') continue
      return {
        title: `${name} stays at home because the front made it SameSite=Strict and another site leads here`,
        subject: name,
        evidence: [
          `the app sent ${cookieLine(lines.app)}`,
          `the browser got ${cookieLine(lines.browser)}`,
          `${asked(exchange)} came from another site, without it`,
        ],
      }
    }
    return undefined
  },
  fix: { front: { any: 'leave SameSite as the app sets it', nginx: 'no samesite=strict in proxy_cookie_flags' } },
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: /
<  303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=Strict
   Location: /
>  GET https://shop.localhost/welcome
   Sec-Fetch-Site: cross-site
   Sec-Fetch-Mode: navigate
   Sec-Fetch-Dest: document
   Sec-Fetch-User: ?1
>> GET /welcome
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 200 OK
`,
      },
    ],
    quiet: [
      {
        note: 'nobody comes from elsewhere',
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax
   Location: /
<  303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=Strict
   Location: /
>  GET https://shop.localhost/
   Accept: text/html
   Cookie: sid=abc
>> GET /
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 200 OK
`,
      },
    ],
  },
})
