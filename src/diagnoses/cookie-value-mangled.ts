import type { Scene, Sight } from '../core/diagnosis.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { cookiesAsked, cookiesSet, statusOf } from '../findings/heads.ts'
import { isBounce } from '../findings/login-steps.ts'
import { keepsSession, matters } from '../findings/matters.ts'
import { answered, asked, whoChanged } from '../findings/quote.ts'

/** The browser got another value than the app set, brings that back, and is taken for a stranger. */
function changedOnTheWayOut(scene: Scene): Sight | undefined {
  const { exchange } = scene
  if (!isBounce(exchange) && statusOf(exchange.app?.response) !== 401) return undefined
  for (const { name, value } of cookiesAsked(exchange.app?.request)) {
    const held = scene.held(name)
    if (held?.exchange === undefined || held.value !== value || !keepsSession(scene, name)) continue
    const source = scene.byId(held.exchange)?.exchange
    const line = cookiesSet(source?.app?.response).find((one) => one.name === name)
    if (!source || !line || source.servedFrom !== undefined || line.value === value || line.value === '') continue
    const by = whoChanged(source, 'Set-Cookie', 'response')
    if (!by) continue
    return {
      title: `${by} changes the value of ${name} on its way to the browser: the app set ${line.value.length} characters and gets ${value.length} back`,
      subject: `${by} ${name}`,
      evidence: [`${asked(source)}: the app set ${name}, and the browser got another value`, answered(exchange)],
    }
  }
  return undefined
}

export default diagnosis({
  name: 'cookie-value-mangled',
  level: 'error',
  about:
    'The front changes the value of a cookie on its way to the app or to the browser (decodes, quotes, cuts), so signatures no longer match.',
  local: 'No front reads and writes cookies there.',
  looksAt: [['cookie-changed'], ['cookie', 'redirect'], ['cookie', 'refused']],
  check(scene) {
    const { exchange } = scene
    if (!whoChanged(exchange, 'Cookie', 'request')) return changedOnTheWayOut(scene)
    const got = cookiesAsked(exchange.app?.request)
    const sent = cookiesAsked(exchange.browser.request)
    for (const { name, value } of sent) {
      const same = got.filter((one) => one.name === name)
      if (same.length !== 1 || same[0]!.value === value || !matters(scene, name)) continue
      // A name sent twice is another matter, and so is a header joined anew.
      if (sent.filter((one) => one.name === name).length !== 1 || /,\s*\S+=/.test(same[0]!.value)) continue
      if (scene.held(name)?.value !== value) continue
      // A front that keeps its own value for the browser puts the real one back.
      const source = scene.byId(scene.held(name)?.exchange ?? 0)?.exchange
      if (cookiesSet(source?.app?.response).some((line) => line.name === name && line.value === same[0]!.value))
        continue
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
      {
        note: 'on its way to the browser',
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
   Set-Cookie: sid=abc.def; Path=/; HttpOnly; Secure
   Location: /account
<  303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /account
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc
<< 302 Found
   Location: /login
`,
      },
    ],
    quiet: [
      {
        note: 'the front puts the real one back',
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
   Set-Cookie: sid=abc.def; Path=/; HttpOnly; Secure
   Location: /account
<  303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /account
>  GET https://shop.localhost/account
   Accept: text/html
   Cookie: sid=abc
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
   Accept: text/html
   Cookie: sid=abc.def
<< 200 OK
   Content-Type: text/html
`,
      },
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
