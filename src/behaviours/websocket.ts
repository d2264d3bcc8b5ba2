import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { frontPage } from '../core/front-page.ts'
import { filter, mapValues } from '../core/headers.ts'

const options = z.union([
  z.enum(['pass', 'block']),
  z.strictObject({
    block: z
      .union([z.literal('strip'), z.number().int().min(400).max(599)])
      .describe(
        'strip: the app sees a GET without Upgrade and answers it as a page; a status: the front refuses by itself',
      ),
  }),
])

export default behaviour({
  name: 'websocket',
  about: 'whether WebSocket handshakes get through',
  options,
  setup(given) {
    if (given === 'pass') return {}
    const block = given === 'block' ? 'strip' : given.block
    return {
      request(head, x) {
        if (x.kind !== 'websocket') return
        if (block !== 'strip') return frontPage('none', block)
        const token = (value: string) =>
          value
            .split(',')
            .map((word) => word.trim())
            .filter((word) => word.toLowerCase() !== 'upgrade')
            .join(', ')
        const headers = filter(
          mapValues(head.headers, 'connection', (value) => token(value) || undefined),
          (name) => name.toLowerCase() !== 'upgrade',
        )
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      options: 'block',
      wire: `
>  GET https://shop.localhost/live
   Connection: keep-alive, Upgrade
   Upgrade: websocket
>> GET /live
   Host: shop.localhost
   Connection: keep-alive
<< 426
<  426
`,
    },
    {
      options: 'pass',
      wire: `
>  GET https://shop.localhost/live
   Connection: Upgrade
   Upgrade: websocket
>> GET /live
   Host: shop.localhost
   Connection: Upgrade
   Upgrade: websocket
<< 101
<  101
`,
    },
    {
      note: 'a WAF that knows no WebSockets',
      options: { block: 403 },
      wire: `
>  GET https://shop.localhost/live
   Connection: Upgrade
   Upgrade: websocket
<  403 Forbidden
`,
    },
  ],
})
