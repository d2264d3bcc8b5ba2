import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds } from '../core/duration.ts'

const duration = z.union([z.number().nonnegative(), z.string().regex(DURATION)])

// Node closes idle connections after 5 s (http.Server keepAliveTimeout), most balancers keep theirs for 60 s and more.
export default behaviour({
  name: 'stale-connection',
  about:
    'the front sends a request on an idle connection that the app is just closing: it never gets there, and a POST is not sent again',
  options: z.strictObject({
    idle: duration
      .default('5s')
      .describe(
        'only after nothing was sent for so long: when the app closes idle connections (Node 5s); 0: at any time',
      ),
    kept: duration.default('60s').describe('after so long the front has closed the connection itself (AWS ALB 60s)'),
  }),
  setup(o, tools) {
    const idle = milliseconds(o.idle)
    const kept = milliseconds(o.kept)
    let last: number | undefined
    return {
      request(head, x) {
        const now = tools.now()
        const since = last === undefined ? undefined : now - last
        last = now
        x.signal.addEventListener('abort', () => {
          last = tools.now()
        })
        if (since === undefined || since < idle || since > kept) return
        return { ...head, leg: { ...head.leg, stale: true } }
      },
    }
  },
  examples: [
    {
      note: 'the second request meets the closing connection',
      options: { idle: 0 },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
<  200
>  POST https://shop.localhost/login
<< stale
`,
    },
    {
      note: 'not so soon after the request before',
      options: {},
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
<  200
>  POST https://shop.localhost/login
>> POST /login
   Host: shop.localhost
<< 303
<  303
`,
    },
  ],
})
