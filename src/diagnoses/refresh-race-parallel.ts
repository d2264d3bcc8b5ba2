import { diagnosis } from '../core/diagnosis.ts'
import { bareName } from '../findings/cookie-names.ts'
import { cookiesAsked, cookiesSet, isDeletion } from '../findings/heads.ts'
import { asked } from '../findings/quote.ts'

const SINGLE_USE = /^sb-.+-auth-token|refresh/i

export default diagnosis({
  name: 'refresh-race-parallel',
  level: 'error',
  about: 'Two requests at once renew the session with the same single-use token; one of them loses.',
  local: 'Requests there are fast, and links are not prefetched.',
  looksAt: [['cookie', 'set-cookie']],
  check(scene) {
    const { exchange } = scene
    const set = cookiesSet(exchange.app?.response).find(({ name }) => SINGLE_USE.test(bareName(name)))
    const sent = set && cookiesAsked(exchange.app?.request).find(({ name }) => name === set.name)
    // Only a session that was lost for it is told: parallel renewals are everyday.
    if (!set || !sent || !isDeletion(set, exchange.at)) return undefined
    for (const { exchange: earlier } of scene.before()) {
      if (exchange.at - earlier.at > 60_000) break
      const renewed = cookiesSet(earlier.app?.response).find(({ name }) => name === set.name)
      const same = cookiesAsked(earlier.app?.request).some(
        ({ name, value }) => name === sent.name && value === sent.value,
      )
      if (!renewed || !same || isDeletion(renewed, earlier.at) || renewed.value === sent.value) continue
      return {
        title: `${set.name} was renewed in #${earlier.id} and used once more: the app signs this browser out`,
        subject: set.name,
        evidence: [
          `${asked(earlier)}: renewed it`,
          `${asked(exchange)}: came with the value before, and its answer deletes it`,
        ],
      }
    }
    return undefined
  },
  fix: {
    app: {
      any: 'renew in one place (proxy/middleware), and let the old token live on for some seconds',
      supabase: 'refresh in the proxy only, and keep the reuse interval of 10 s',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/a
   Accept: text/html
   Cookie: sb-x-auth-token=old
>> GET /a
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sb-x-auth-token=old
<< 200 OK
   Set-Cookie: sb-x-auth-token=new; Path=/
>  GET https://shop.localhost/b
   Accept: text/html
   Cookie: sb-x-auth-token=old
>> GET /b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sb-x-auth-token=old
<< 200 OK
   Set-Cookie: sb-x-auth-token=; Path=/; Max-Age=0
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost/a
   Accept: text/html
   Cookie: sb-x-auth-token=old
>> GET /a
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sb-x-auth-token=old
<< 200 OK
   Set-Cookie: sb-x-auth-token=new; Path=/
>  GET https://shop.localhost/b
   Accept: text/html
   Cookie: sb-x-auth-token=old
>> GET /b
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sb-x-auth-token=old
<< 200 OK
   Set-Cookie: sb-x-auth-token=newer; Path=/
`,
      },
    ],
  },
})
