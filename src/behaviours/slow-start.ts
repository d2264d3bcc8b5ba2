import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds, pause } from '../core/duration.ts'

const duration = z.union([z.number().nonnegative(), z.string().regex(DURATION)])

export default behaviour({
  name: 'slow-start',
  about:
    'an instance that has just come up is slow at first: code that is not compiled yet, empty caches, no connections to its database',
  options: z.strictObject({
    extra: duration.default('2s').describe('how much longer its first request takes; it becomes less as time goes by'),
    for: duration.default('10s').describe('from its first request on until it is as fast as it gets'),
  }),
  setup(o, tools) {
    const extra = milliseconds(o.extra)
    const lasts = milliseconds(o.for)
    const begun = new Map<string, number>()
    return {
      async request(head, x) {
        const name = head.leg?.life ?? x.upstreams[head.upstream]?.name ?? ''
        const now = tools.now()
        const first = begun.get(name) ?? now
        begun.set(name, first)
        const left = lasts === 0 ? 0 : Math.max(0, 1 - (now - first) / lasts)
        if (left > 0) await pause(Math.round(extra * left), x.signal)
      },
    }
  },
  examples: [
    {
      note: 'nothing in the messages changes',
      options: { extra: '2ms', for: '4ms' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      options: { extra: 1 },
      wire: `
>  POST https://shop.localhost/login
>> POST /login
   Host: shop.localhost
<< 303
   Set-Cookie: sid=1
<  303
   Set-Cookie: sid=1
`,
    },
  ],
})
