import { diagnosis } from '../core/diagnosis.ts'
import { cookiesSet, isDeletion } from '../findings/heads.ts'
import { answered, answerer, asked, whoChanged } from '../findings/quote.ts'

export default diagnosis({
  name: 'response-headers-too-big-502',
  level: 'error',
  about: 'The response head of the app is larger than the buffer of the front, which answers 502 instead.',
  local: 'Nothing between app and browser limits response headers.',
  looksAt: [['refused']],
  check(scene) {
    const { exchange } = scene
    const { app, browser } = exchange
    const status = browser.response?.status ?? 0
    if (status < 500 || status > 504 || !app) return undefined
    const bytes = app.response ? app.response.headers.reduce((sum, text) => sum + text.length + 2, 0) : 0
    const told = exchange.story.find((line) => /too (?:big|large)/i.test(line))
    // What a hop between app and front adds counts as well.
    const limit = /\/response-limits$/.test(whoChanged(exchange, '(status)', 'response') ?? '')
    if (!told && !limit && !(app.response && app.response.status < 500 && bytes > 3900)) return undefined
    const cookies = cookiesSet(app.response).filter((line) => !isDeletion(line, exchange.at))
    const sizes = cookies.map(({ name, value }) => `${name} ${name.length + value.length}`)
    return {
      title: `The app answered with ${bytes > 3900 ? `${bytes} bytes of headers` : 'a head that is too big'}, and the front made it ${status}: too big for its buffer`,
      subject: asked(exchange).replace(/^#\d+ /, ''),
      evidence: [
        answered(exchange),
        `${answerer(exchange)} answered ${status}`,
        ...(told ? [told] : []),
        ...(sizes.length > 0 ? [`Set-Cookie in bytes: ${sizes.join(', ')}`] : []),
      ],
    }
  },
  fix: {
    app: {
      any: 'keep less in the session, or keep it on the server and only its id in the cookie',
      'authjs-5': 'no access tokens, groups or roles in the JWT; or a database session',
      'next-auth-4': 'no access tokens, groups or roles in the JWT; or a database session',
    },
    front: {
      any: 'allow larger response heads',
      nginx: 'proxy_buffer_size 32k; proxy_buffers 8 32k; proxy_busy_buffers_size 64k;',
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
   Set-Cookie: authjs.session-token.0=${'a'.repeat(3900)}; Path=/; HttpOnly; Secure
   Set-Cookie: authjs.session-token.1=${'a'.repeat(900)}; Path=/; HttpOnly; Secure
   Location: /
<  502 Bad Gateway
   Content-Type: text/html
`,
      },
    ],
    quiet: [
      {
        note: 'an app that is down',
        wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<  502 Bad Gateway
`,
      },
      {
        note: 'large, and through',
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
   Set-Cookie: authjs.session-token.0=${'a'.repeat(3900)}; Path=/; HttpOnly; Secure
   Set-Cookie: authjs.session-token.1=${'a'.repeat(900)}; Path=/; HttpOnly; Secure
   Location: /
`,
      },
    ],
  },
})
