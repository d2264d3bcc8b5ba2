import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds, pause } from '../core/duration.ts'
import type { Exchange } from '../core/exchange.ts'
import { frontPage } from '../core/front-page.ts'

const duration = z.union([z.number().nonnegative(), z.string().regex(DURATION)])

interface Instance {
  /** How many processes there have been. */
  born: number
  alive: boolean
  busy: number
  served: number
  /** When its last request ended. */
  since: number
}

// AWS Lambda: one request at a time for each execution environment, frozen in between, ended when idle, 429 at the limit of
// concurrency (Lambda developer guide, "execution environment lifecycle", "scaling"); Cloud Run takes several and lets others wait.
export default behaviour({
  name: 'serverless',
  about: 'a platform starts and ends instances of the app as it likes: what one kept in memory is gone with it',
  options: z.strictObject({
    requests: z.number().int().positive().optional().describe('an instance is ended after so many'),
    idle: duration.optional().describe('an instance that nobody asked for so long is ended'),
    cold: duration
      .default(0)
      .describe('how much longer the first request of a new instance takes, beside its own start'),
    'at-once': z.number().int().positive().default(1).describe('requests at a time for each instance'),
    full: z
      .union([z.literal('wait'), z.number().int().min(400).max(599)])
      .default('wait')
      .describe('all are busy: the request waits (Cloud Run), or gets that status (Lambda 429)'),
    frozen: z.boolean().default(true).describe('nothing runs between requests: timers stand still (Lambda)'),
  }),
  setup(o, tools) {
    const cold = milliseconds(o.cold)
    const idle = o.idle === undefined ? Number.POSITIVE_INFINITY : milliseconds(o.idle)
    const instances: Instance[] = []
    const waiting: (() => void)[] = []

    const free = (count: number): number | undefined => {
      for (let i = instances.length; i < count; i++)
        instances.push({ born: 0, alive: false, busy: 0, served: 0, since: 0 })
      for (const one of instances) {
        const spent = o.requests !== undefined && one.served >= o.requests
        if (one.busy === 0 && (spent || tools.now() - one.since >= idle)) one.alive = false
      }
      const open = (i: number, alive: boolean) =>
        instances[i]!.alive === alive &&
        instances[i]!.busy < o['at-once'] &&
        (o.requests === undefined || !alive || instances[i]!.served < o.requests)
      const indices = instances.slice(0, count).map((_, i) => i)
      // A warm one first.
      return indices.find((i) => open(i, true)) ?? indices.find((i) => open(i, false))
    }
    const take = (index: number, x: Exchange): boolean => {
      const one = instances[index]!
      const fresh = !one.alive
      if (fresh) Object.assign(one, { alive: true, born: one.born + 1, served: 0 })
      one.busy += 1
      one.served += 1
      x.signal.addEventListener('abort', () => {
        one.busy -= 1
        one.since = tools.now()
        waiting.shift()?.()
      })
      return fresh
    }
    return {
      async request(head, x) {
        let index = free(x.upstreams.length)
        while (index === undefined) {
          if (o.full !== 'wait') return frontPage('none', o.full)
          await turn(waiting, x.signal)
          if (x.signal.aborted) return
          index = free(x.upstreams.length)
        }
        const fresh = take(index, x)
        const { born } = instances[index]!
        const life = `${x.upstreams[index]!.name}${born === 1 ? '' : born}`
        if (fresh && born > 1) x.say(`a new instance, ${life}: what the one before kept in memory is gone`)
        if (fresh && cold > 0) await pause(cold, x.signal)
        return { ...head, upstream: index, leg: { ...head.leg, life, ...(o.frozen ? { frozen: true } : {}) } }
      },
    }
  },
  examples: [
    {
      note: 'ended after two requests: the session in its memory is gone',
      options: { requests: 2 },
      wire: `
>  POST https://shop.localhost/login
>> POST /login
   Host: shop.localhost
<< 303
   Set-Cookie: sid=1
<  303
   Set-Cookie: sid=1
>  GET https://shop.localhost/me
   Cookie: sid=1
>> GET /me
   Host: shop.localhost
   Cookie: sid=1
<< 200
<  200
>  GET https://shop.localhost/me
   Cookie: sid=1
>> GET /me to=a2
   Host: shop.localhost
   Cookie: sid=1
<< 401
<  401
`,
    },
    {
      note: 'a cold start takes longer; nothing in the messages changes',
      options: { cold: '2ms', idle: '5m' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
<  200
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
<  200
`,
    },
  ],
})

/** Until somebody before it is done. */
function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    signal.addEventListener('abort', () => {
      const at = waiting.indexOf(resolve)
      if (at >= 0) waiting.splice(at, 1)
      resolve()
    })
  })
}
