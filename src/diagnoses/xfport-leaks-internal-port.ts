import { diagnosis } from '../core/diagnosis.ts'
import { get } from '../core/headers.ts'
import { ledAway } from '../findings/led-astray.ts'
import { answered } from '../findings/quote.ts'

export default diagnosis({
  name: 'xfport-leaks-internal-port',
  level: 'error',
  about: 'A redirect carries the port that the app listens on behind the public host name.',
  local: 'The port of the app is the port in the address bar.',
  explains: ['port-or-scheme-leak-in-location'],
  looksAt: [['redirect']],
  check(scene) {
    const away = ledAway(scene)
    if (!away || away.to.hostname !== away.from.hostname) return undefined
    if (!scene.upstreams.some(({ port }) => String(port) === away.to.port)) return undefined
    const told = get(scene.exchange.app!.request.headers, 'x-forwarded-port')
    return {
      title: `The app sends the browser to ${away.to.host}: port ${away.to.port} is its own, not the public one`,
      subject: away.to.host,
      evidence: [
        answered(scene.exchange),
        `the app got X-Forwarded-Port: ${told ?? '(none; Next.js fills in its own)'}`,
      ],
    }
  },
  fix: {
    app: { any: 'do not build URLs from X-Forwarded-Port or the own port; redirect to a path' },
    front: {
      any: 'send X-Forwarded-Port with the public port',
      nginx: 'proxy_set_header X-Forwarded-Port 443; ($server_port inside a container is the inner one)',
    },
  },
  examples: {
    found: [
      {
        wire: `
>  GET https://shop.localhost/account
>> GET /account
   Host: shop.localhost
   X-Forwarded-Proto: https
<< 307 Temporary Redirect
   Location: https://shop.localhost:3000/login
`,
      },
    ],
    quiet: [
      {
        wire: `
>  GET https://shop.localhost:8443/account
>> GET /account
   Host: shop.localhost:8443
   X-Forwarded-Proto: https
<< 307 Temporary Redirect
   Location: https://shop.localhost:8443/login
`,
      },
    ],
  },
})
