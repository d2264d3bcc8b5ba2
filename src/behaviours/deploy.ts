import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { parseCookieHeader } from '../core/cookies.ts'
import { DURATION, milliseconds } from '../core/duration.ts'
import { getAll } from '../core/headers.ts'

const duration = z.union([z.number().nonnegative(), z.string().regex(DURATION)])

// Put it below `balance` and `sticky`: where they chose an instance that is not in service, it takes another one.
export default behaviour({
  name: 'deploy',
  about:
    'a new version comes into service while people are signed in: first only the old instances answer, then both for a while, then only the new ones',
  options: z
    .strictObject({
      new: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe('names of the instances that have the new version; the last one when absent'),
      'at-request': z.number().int().positive().optional().describe('it begins with this request'),
      at: duration.optional().describe('it begins so long after the first request'),
      'on-key': z
        .boolean()
        .default(false)
        .describe(
          'it begins when somebody presses `d` in the terminal; a further press takes the next step, and the last one rolls back',
        ),
      'for-requests': z
        .number()
        .int()
        .nonnegative()
        .optional()
        .describe('old and new both answer for so many requests'),
      for: duration.optional().describe('old and new both answer for so long; absent, with `for-requests`: not at all'),
      drain: z
        .strictObject({
          cookie: z.string().min(1).describe('the cookie that ties browsers to an instance'),
          for: duration.describe('how long after the change'),
        })
        .optional()
        .describe('browsers that are tied to an old instance stay there a while longer'),
    })
    .refine(
      (o) => o['at-request'] !== undefined || o.at !== undefined || o['on-key'],
      'say when: "at-request: 5", "at: 30s" or "on-key: true"',
    ),
  setup(o, tools) {
    const at = o.at === undefined ? Number.POSITIVE_INFINITY : milliseconds(o.at)
    const lasts = o.for === undefined ? 0 : milliseconds(o.for)
    let count = 0
    let turn = 0
    let first: number | undefined
    let begun: { readonly count: number; readonly at: number } | undefined
    let over: number | undefined
    /** Somebody has taken it into their own hands: nothing begins by itself any more. */
    let byHand = false
    return {
      // In service, then alone, then back to the old one.
      press() {
        byHand = true
        const now = tools.now()
        if (begun && over === undefined) {
          over = now
          return 'the old version goes out of service'
        }
        if (begun) {
          begun = undefined
          over = undefined
          return 'rolled back: the old version alone is in service again'
        }
        begun = { count: count + 1, at: now }
        return 'the new version comes into service'
      },
      request(head, x) {
        if (x.upstreams.length < 2) return
        const now = tools.now()
        first ??= now
        count += 1
        const due = count >= (o['at-request'] ?? Number.POSITIVE_INFINITY) || now - first >= at
        if (!begun && due && !byHand) {
          begun = { count, at: now }
          x.say('the new version comes into service')
        }
        if (begun && over === undefined && count - begun.count >= (o['for-requests'] ?? 0) && now - begun.at >= lasts) {
          over = now
          x.say('the old version goes out of service')
        }
        if (begun && over === undefined) return
        const names = new Set(o.new ?? [x.upstreams.at(-1)!.name])
        const serves = (i: number) => names.has(x.upstreams[i]!.name) === (over !== undefined)
        if (serves(head.upstream)) return
        if (over !== undefined && o.drain && now - over < milliseconds(o.drain.for)) {
          const { cookie } = o.drain
          if (
            getAll(head.headers, 'cookie').some((line) => parseCookieHeader(line).some(({ name }) => name === cookie))
          )
            return
        }
        const allowed = x.upstreams.map((_, i) => i).filter(serves)
        return allowed.length === 0 ? undefined : { ...head, upstream: allowed[turn++ % allowed.length]! }
      },
    }
  },
  examples: [
    {
      note: 'from the second request on, the new version',
      options: { 'at-request': 2 },
      wire: `
>  POST https://shop.localhost/login
>> POST /login
   Host: shop.localhost
<< 303
<  303
>  GET https://shop.localhost/
>> GET / to=b
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'tied browsers are left in peace for a while',
      options: { 'at-request': 1, drain: { cookie: 'SRV', for: '30s' } },
      wire: `
>  GET https://shop.localhost/
   Cookie: SRV=s1
>> GET /
   Host: shop.localhost
   Cookie: SRV=s1
<< 200
<  200
>  GET https://shop.localhost/
>> GET / to=b
   Host: shop.localhost
<< 200
<  200
`,
    },
  ],
})
