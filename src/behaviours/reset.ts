import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { Cut } from '../core/exchange.ts'

// What a broken line looks like to a browser depends on when it breaks; what it means to the app, even more.
export default behaviour({
  name: 'reset',
  about:
    'the connection to the browser breaks: before the app saw the request, after it has answered (its cookies never arrive), or in the middle of the body',
  options: z.strictObject({
    at: z
      .union([z.enum(['before-app', 'after-app', 'after-head']), z.number().int().positive()])
      .default('after-app')
      .describe(
        'before-app: the app never sees the request; after-app: it has done its work and answered, and nothing of that arrives; after-head: the head arrives, the body does not; a number: so many bytes of the body arrive',
      ),
    how: z
      .enum(['reset', 'close', 'hang'])
      .default('reset')
      .describe(
        'reset: RST, the line is dead; close: the connection is closed; hang: nothing comes any more, for ever. With HTTP/2 it is the stream alone: others that share the connection are not concerned',
      ),
  }),
  setup({ at, how }) {
    const cut: Cut = { at: typeof at === 'number' ? at : at === 'after-head' ? 'after-head' : 'before-head', how }
    if (at === 'before-app')
      return {
        request(_head, x) {
          x.say('the connection broke before the app saw the request')
          return { status: 502, reason: 'Bad Gateway', headers: [], body: '', cut }
        },
      }
    return {
      response(head, x) {
        x.say(
          at === 'after-app'
            ? 'the app has answered; the connection broke before any of it reached the browser'
            : `the connection broke after ${at === 'after-head' ? 'the head' : `${at} bytes of the body`}`,
        )
        return { ...head, cut }
      },
    }
  },
  examples: [
    {
      note: 'a response is lost: the app has rotated its token, the browser keeps the old one',
      options: {},
      wire: `
>  POST https://shop.localhost/refresh
   Cookie: rt=1
>> POST /refresh
   Host: shop.localhost
   Cookie: rt=1
<< 200
   Set-Cookie: rt=2
<  cut
`,
    },
    {
      note: 'broken before the app: nothing has happened',
      options: { at: 'before-app', how: 'close' },
      wire: `
>  POST https://shop.localhost/refresh
   Cookie: rt=1
<  cut
`,
    },
    {
      note: 'the head arrives whole, and with it the cookie',
      options: { at: 10 },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: sid=1
   | a long page
<  200
   Set-Cookie: sid=1
   | a long page
`,
    },
  ],
})
