import { diagnosis } from '../core/diagnosis.ts'
import { isUpstream, ledAway, usesAuthJs } from '../findings/led-astray.ts'
import { answered } from '../findings/quote.ts'

export default diagnosis({
  name: 'req-url-is-bind-address',
  level: 'error',
  about:
    'The app builds a redirect from request.url, which in Next.js names the address it listens on, not the public one.',
  local: 'The address it listens on is the public address.',
  explains: ['port-or-scheme-leak-in-location'],
  looksAt: [['redirect']],
  check(scene) {
    const away = ledAway(scene)
    if (!away || !isUpstream(away.to, scene.upstreams) || away.to.hostname === away.from.hostname) return undefined
    if (usesAuthJs(scene) || away.to.searchParams.has('client_id')) return undefined
    return {
      title: `The app sends the browser to ${away.to.host}, the address it listens on, instead of ${away.from.host}`,
      subject: away.to.host,
      evidence: [answered(scene.exchange)],
    }
  },
  fix: {
    app: {
      any: 'redirect to a path (Location: /x), or build the URL from the configured public one, not from request.url',
    },
    front: {
      any: 'rewrite Location from the inner address to the public one',
      nginx: 'proxy_redirect http://localhost:3000/ /; (the default covers the address of proxy_pass only)',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/api/leave
   Accept: text/html
>> GET /api/leave
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 307 Temporary Redirect
   Location: https://localhost:3000/bye
`,
      },
    ],
    quiet: [
      {
        note: 'another service of this machine',
        wire: `
>  GET https://shop.localhost/api/start
   Accept: text/html
>> GET /api/start
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 307 Temporary Redirect
   Location: http://localhost:8080/realms/shop?client_id=shop
`,
      },
      {
        note: 'the front mends it',
        wire: `
>  GET https://shop.localhost/api/leave
   Accept: text/html
>> GET /api/leave
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 307 Temporary Redirect
   Location: http://127.0.0.1:3000/bye
<  307 Temporary Redirect
   Location: https://shop.localhost/bye
`,
      },
    ],
  },
})
