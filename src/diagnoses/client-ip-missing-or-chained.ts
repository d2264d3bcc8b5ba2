import { diagnosis } from '../core/diagnosis.ts'
import { getAll, has } from '../core/headers.ts'
import { answered } from '../findings/quote.ts'

export default diagnosis({
  name: 'client-ip-missing-or-chained',
  level: 'error',
  about: 'All visitors share one rate limit, because the app cannot tell their addresses apart.',
  local: 'Rate limits are off in development, and the address is 127.0.0.1.',
  looksAt: [['refused']],
  check(scene) {
    const { exchange } = scene
    const { app } = exchange
    // better-auth says X-Retry-After; its own limit is the one that needs a single address.
    if (app?.response?.status !== 429 || !has(app.response.headers, 'x-retry-after')) return undefined
    const told = getAll(app.request.headers, 'x-forwarded-for').join(', ')
    if (told !== '' && !told.includes(',')) return undefined
    return {
      title: `The app limits everybody together (429): X-Forwarded-For is ${told === '' ? 'missing' : 'a list'}`,
      subject: 'limit',
      evidence: [answered(exchange), `X-Forwarded-For: ${told === '' ? '(none)' : told}`],
    }
  },
  fix: {
    app: { any: 'name the trusted proxies', 'better-auth': 'advanced.ipAddress.trustedProxies or ipAddressHeaders' },
    front: { any: 'send the address of the client alone', nginx: 'proxy_set_header X-Forwarded-For $remote_addr;' },
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
<< 429 Too Many Requests
   X-Retry-After: 9
`,
      },
    ],
    quiet: [
      {
        wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
>> POST /login
   X-Forwarded-For: 203.0.113.9
   Host: shop.localhost
   X-Forwarded-Proto: https
   Origin: https://shop.localhost
   Content-Type: application/x-www-form-urlencoded
<< 429 Too Many Requests
   X-Retry-After: 9
`,
      },
    ],
  },
})
