import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { Answer, RequestHead } from '../core/exchange.ts'
import { frontPage } from '../core/front-page.ts'
import { get, getAll } from '../core/headers.ts'

// nginx 1.22 (measured): the path is looked up like any other, so where everything goes to the app, the app is asked again.
export default behaviour({
  name: 'accel-redirect',
  about: 'an answer with X-Accel-Redirect sends nginx, not the browser, to another path; what is found there goes out',
  options: z.strictObject({
    most: z.number().int().positive().default(10).describe('paths in a row; one more and it is an error 500'),
  }),
  setup({ most }) {
    const asked = new WeakMap<object, RequestHead>()
    return {
      request(head, x) {
        asked.set(x, head)
      },
      async response(head, x) {
        const first = asked.get(x)
        let target = get(head.headers, 'x-accel-redirect')
        if (target === undefined || !first || x.failure) return
        const method = first.method === 'HEAD' ? 'HEAD' : 'GET'
        const cookies = getAll(head.headers, 'set-cookie').flatMap((line) => ['Set-Cookie', line])
        const send = x.below()
        let answer: Answer | undefined
        for (let i = 0; i < most && target?.startsWith('/'); i++) {
          x.say(`X-Accel-Redirect: the front asks for ${target} by itself`)
          if (answer?.body && typeof answer.body === 'object' && 'resume' in answer.body) answer.body.resume()
          answer = await send({ ...first, method, target })
          target = get(answer.head.headers, 'x-accel-redirect')
        }
        if (!answer || target !== undefined) return frontPage('nginx', 500)
        return { ...answer.head, headers: [...answer.head.headers, ...cookies], body: answer.body ?? '' }
      },
    }
  },
  examples: [
    {
      note: 'an app that sends it for that path too: it does not go on for ever',
      options: { most: 2 },
      wire: `
>  POST https://shop.localhost/a
>> GET /b
   Host: shop.localhost
<< 200
   X-Accel-Redirect: /b
<  500 Internal Server Error
   Content-Type: text/html
`,
    },
    {
      note: 'without it nothing happens',
      options: {},
      wire: `
>  GET https://shop.localhost/a
>> GET /a
   Host: shop.localhost
<< 200
   X-Accel-Expires: 60
<  200
   X-Accel-Expires: 60
`,
    },
  ],
})
