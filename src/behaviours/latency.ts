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
    jitter: duration.default(0).describe('so much more, drawn anew for each delay as `distribution` says'),
    distribution: z
      .enum(['uniform', 'normal', 'exponential'])
      .default('uniform')
      .describe(
        'uniform: up to jitter; normal: half as much is usual, seldom more than twice; exponential: mostly little, sometimes several times as much (mobile networks)',
      ),
    idle: duration
      .optional()
      .describe('with `after-idle`: nobody asked for so long (a database that sleeps, a machine that is scaled down)'),
    'after-idle': duration.default('2s').describe('how much longer the first request after that takes'),
  }),
  setup(options, tools) {
    const jitter = milliseconds(options.jitter)
    const wait = async (ms: number, signal: AbortSignal) =>
      pause(ms + Math.round(jitter === 0 ? 0 : drawn(options.distribution, tools.random) * jitter), signal)
    const [request, response] = [milliseconds(options.request), milliseconds(options.response)]
    const idle = options.idle === undefined ? undefined : milliseconds(options.idle)
    const waking = milliseconds(options['after-idle'])
    let last: number | undefined
    const asleep = (): number => {
      const now = tools.now()
      const slept = idle !== undefined && (last === undefined || now - last >= idle)
      last = now
      return slept ? waking : 0
    }
    const down = request + jitter > 0 && options.request !== 0
    return {
      ...(down || idle !== undefined
        ? {
            request(_head, x) {
              const more = asleep()
              if (more > 0) x.say(`the first request after a pause: ${more} ms more`)
              if (down) return wait(request + more, x.signal)
              return more > 0 ? pause(more, x.signal) : undefined
            },
          }
        : {}),
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
    {
      note: 'the first one wakes the app',
      options: { idle: '5m', 'after-idle': '1ms', response: 1, jitter: 1, distribution: 'exponential' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
<  200
`,
    },
  ],
})

/** 0 and up, with 1 for the jitter that was asked for: its bound (uniform), twice the mean (normal), the mean (exponential). */
function drawn(distribution: 'uniform' | 'normal' | 'exponential', random: () => number): number {
  const first = random()
  if (distribution === 'uniform') return first
  if (distribution === 'exponential') return -Math.log(1 - first)
  // Box and Muller; what would be negative is none.
  return Math.max(0, 0.5 + 0.25 * Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * random()))
}
