import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds, pause } from '../core/duration.ts'

const duration = z.union([z.number().nonnegative(), z.string().regex(DURATION)])

export default behaviour({
  name: 'latency',
  about: 'slow lines: requests reach the app later, answers reach the browser later',
  options: z.strictObject({
    request: duration.default(0).describe('delay on the way to the app: milliseconds or 1.5s'),
    response: duration.default(0).describe('delay of the response head on the way back'),
    jitter: duration.default(0).describe('up to so much more, drawn anew for each delay'),
  }),
  setup(options, tools) {
    const jitter = milliseconds(options.jitter)
    const wait = async (ms: number, signal: AbortSignal) => pause(ms + Math.round(tools.random() * jitter), signal)
    const [request, response] = [milliseconds(options.request), milliseconds(options.response)]
    return {
      ...(request + jitter > 0 && options.request !== 0 ? { request: (_head, x) => wait(request, x.signal) } : {}),
      ...(response + jitter > 0 && options.response !== 0 ? { response: (_head, x) => wait(response, x.signal) } : {}),
    }
  },
  examples: [
    {
      note: 'nothing in the messages changes',
      options: { request: 1, response: '2ms', jitter: '1ms' },
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
      note: 'a body waits with its head',
      options: { request: '0.001s' },
      wire: `
>  POST https://shop.localhost/login
   Content-Length: 3
   | a=1
>> POST /login
   Host: shop.localhost
   Content-Length: 3
   | a=1
<< 303
<  303
`,
    },
  ],
})
