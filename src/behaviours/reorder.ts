import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds, pause } from '../core/duration.ts'
import type { Exchange } from '../core/exchange.ts'

/** Milliseconds that what was sent on another connection gets to arrive there first. */
const SETTLE = 10

export default behaviour({
  name: 'reorder',
  about:
    'answers to requests that are under way together come in the other order: an older Set-Cookie arrives last, and wins',
  options: z.strictObject({
    'at-most': z
      .union([z.number().positive(), z.string().regex(DURATION)])
      .default('2s')
      .describe('how long an answer is held back for later ones'),
  }),
  setup(o) {
    const most = milliseconds(o['at-most'])
    /** Under way, in the order in which they began; each resolves when its answer is all out. */
    const open: { readonly x: Exchange; readonly done: Promise<void> }[] = []
    return {
      request(_head, x) {
        const done = new Promise<void>((resolve) => {
          x.signal.addEventListener('abort', () => {
            open.splice(
              open.findIndex((one) => one.x === x),
              1,
            )
            resolve()
          })
        })
        open.push({ x, done })
      },
      async response(_head, x) {
        const later = open.slice(open.findIndex((one) => one.x === x) + 1)
        if (later.length === 0) return
        x.say(
          `held back until ${later.length === 1 ? 'a later request has' : `${later.length} later requests have`} its answer`,
        )
        const given = new AbortController()
        const patience = pause(most, AbortSignal.any([x.signal, given.signal]))
        await Promise.race([Promise.all(later.map(({ done }) => done)).then(() => pause(SETTLE, x.signal)), patience])
        given.abort()
      },
    }
  },
  examples: [
    {
      note: 'one at a time: nothing to turn round',
      options: {},
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: sid=1
<  200
   Set-Cookie: sid=1
`,
    },
    {
      options: { 'at-most': '1ms' },
      wire: `
>  GET https://shop.localhost/a
>> GET /a
   Host: shop.localhost
<< 204
<  204
>  GET https://shop.localhost/b
>> GET /b
   Host: shop.localhost
<< 204
<  204
`,
    },
  ],
})
