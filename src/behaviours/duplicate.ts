import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds, pause } from '../core/duration.ts'
import type { RequestHead } from '../core/exchange.ts'
import { gather } from '../core/gather.ts'

export default behaviour({
  name: 'duplicate',
  about:
    'the app gets a request twice: what can be used only once (a code, a link, a token) is used up by the first one',
  options: z.strictObject({
    delay: z
      .union([z.number().nonnegative(), z.string().regex(DURATION)])
      .default(0)
      .describe('how long after the first answer the second one is sent'),
    answer: z
      .enum(['first', 'second'])
      .default('second')
      .describe('which of the two answers the browser gets; the other one is thrown away with its cookies'),
    memory: z.number().int().positive().default(1_048_576).describe('a request with a larger body is sent once'),
  }),
  setup(o) {
    const delay = milliseconds(o.delay)
    const asked = new WeakMap<object, RequestHead>()
    return {
      request(head, x) {
        // A connection that is handed over cannot be had twice.
        if (x.kind !== 'websocket') asked.set(x, head)
      },
      async requestBody(source, _head, x) {
        const body = await gather(source, o.memory)
        if (!(body instanceof Uint8Array)) asked.delete(x)
        return body
      },
      async response(_head, x) {
        const head = asked.get(x)
        if (head === undefined || x.failure) return
        asked.delete(x)
        if (o.answer === 'first') {
          // For nobody: whatever comes back is read to its end.
          const send = x.below({ background: true })
          void pause(delay, x.signal)
            .then(() => send(head))
            .then(({ body }) => {
              if (body !== null && typeof body === 'object' && 'resume' in body) body.on('error', () => {}).resume()
            })
            .catch(() => {})
          x.say('the app gets this request a second time; the browser has the first answer')
          return
        }
        const send = x.below()
        if (delay > 0) await pause(delay, x.signal)
        x.say('the app got this request twice; the browser has the second answer')
        const { head: again, body } = await send(head)
        return { ...again, body: body ?? '' }
      },
    }
  },
  examples: [
    {
      note: 'the answer that the browser gets is the second one',
      options: {},
      wire: `
>  GET https://shop.localhost/callback?code=1
>> GET /callback?code=1
   Host: shop.localhost
<< 302
   Set-Cookie: sid=1
<< 400
   | used
<  400
   | used
`,
    },
    {
      note: 'a body is sent again as well',
      options: { answer: 'first' },
      wire: `
>  POST https://shop.localhost/pay
   Content-Length: 3
   | a=1
>> POST /pay
   Host: shop.localhost
   Content-Length: 3
   | a=1
<< 303
   Set-Cookie: paid=1
<  303
   Set-Cookie: paid=1
`,
    },
  ],
})
