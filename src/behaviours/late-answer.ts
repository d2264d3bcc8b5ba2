import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds, pause } from '../core/duration.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'

// For an app that is quick on this machine: how it looks where it is not. `failure` is the same with an app that is really slow.
export default behaviour({
  name: 'late-answer',
  about:
    'the app answers later than the front waits: it has done its work, and the browser gets 504 and none of its cookies',
  options: z.strictObject({
    waits: z
      .union([z.number().nonnegative(), z.string().regex(DURATION)])
      .default('1s')
      .describe('how long the front waits; 60s with nginx, 29s with AWS API Gateway'),
    status: z.number().int().min(400).max(599).default(504).describe('what it answers then (Cloudflare 524)'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is'),
  }),
  setup({ waits, status, page }) {
    const ms = milliseconds(waits)
    return {
      async response(_head, x) {
        // The front has given up already: somebody below has said so.
        if (x.failure) return
        if (ms > 0) await pause(ms, x.signal)
        x.say(`the app's answer came later than the front waits (${ms} ms)`)
        return frontPage(page, status)
      },
    }
  },
  examples: [
    {
      note: 'the login has succeeded, and nobody is told',
      options: { waits: '1ms', page: 'nginx' },
      wire: `
>  POST https://shop.localhost/login
>> POST /login
   Host: shop.localhost
<< 303
   Set-Cookie: sid=1
   Location: /
<  504 Gateway Time-out
   Content-Type: text/html
`,
    },
    {
      options: { waits: 0, status: 524 },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
<  524
`,
    },
  ],
})
