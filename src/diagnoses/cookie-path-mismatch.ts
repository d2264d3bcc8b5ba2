import { attribute } from '../core/cookies.ts'
import { diagnosis } from '../core/diagnosis.ts'
import { cookiesSet, pathAsked } from '../findings/heads.ts'
import { keepsSession } from '../findings/matters.ts'
import { asked, cookieLine, whoChanged } from '../findings/quote.ts'
import { rewritten } from '../findings/set-cookie-fate.ts'

export default diagnosis({
  name: 'cookie-path-mismatch',
  level: 'error',
  about: 'The front rewrites Path of a cookie to a place where the app is not, so the browser never sends it back.',
  local: 'No front rewrites Path there.',
  explains: ['host-prefix-broken', 'csrf-double-submit-broken'],
  looksAt: [['set-cookie', 'cookie-trouble', 'response-changed']],
  check(scene) {
    const { exchange, prefix } = scene
    const path = pathAsked(exchange)
    for (const { name } of cookiesSet(exchange.app?.response)) {
      const lines = rewritten(exchange, name)
      const [from, to] = [lines && attribute(lines.app, 'path'), lines && attribute(lines.browser, 'path')]
      if (!lines || !to || from === to || !keepsSession(scene, name)) continue
      const folder = to.endsWith('/') ? to.slice(0, -1) : to
      if (folder === '' || folder === prefix || path === folder || path.startsWith(`${folder}/`)) continue
      const by = whoChanged(exchange, 'Set-Cookie', 'response') ?? 'the front'
      return {
        title: `${by} moves ${name} from Path=${from ?? '(none)'} to Path=${to}: the browser does not send it to ${path}`,
        subject: `${by} ${to}`,
        evidence: [
          asked(exchange),
          `the app sent ${cookieLine(lines.app)}`,
          `the browser got ${cookieLine(lines.browser)}`,
        ],
      }
    }
    return undefined
  },
  fix: {
    front: {
      any: 'rewrite Path only when the app is published under that path',
      nginx: 'remove proxy_cookie_path, or publish the app there',
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
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
<  303 See Other
   Set-Cookie: sid=abc; Path=/app/; HttpOnly; Secure
   Location: /
`,
      },
    ],
    quiet: [
      {
        note: 'the app is published there',
        wire: `
>  POST https://shop.localhost/app/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 303 See Other
   Set-Cookie: sid=abc; Path=/; HttpOnly; Secure
   Location: /
<  303 See Other
   Set-Cookie: sid=abc; Path=/app/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
