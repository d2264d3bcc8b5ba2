import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds, pause } from '../core/duration.ts'
import type { RequestHead, UpstreamFailure } from '../core/exchange.ts'
import { get, has } from '../core/headers.ts'

const duration = z.union([z.number().nonnegative(), z.string().regex(DURATION)])

const KINDS = ['connect', 'broken', 'not-http', 'silent'] as const
const kindOf: Record<Exclude<UpstreamFailure['kind'], 'loop' | 'too-large'>, (typeof KINDS)[number]> = {
  refused: 'connect',
  unreachable: 'connect',
  'connect-timeout': 'connect',
  reset: 'broken',
  malformed: 'not-http',
  'response-timeout': 'silent',
}

// nginx proxy_next_upstream, HAProxy retries and redispatch, Caddy lb_try_duration, as measured.
export default behaviour({
  name: 'retry',
  about: 'requests that failed are sent again, perhaps to another instance: a one-time link may be used up twice',
  options: z.strictObject({
    on: z
      .array(z.enum(KINDS))
      .default(['connect', 'broken', 'silent'])
      .describe(
        'connect: no connection came about, so the app never saw the request; broken: the connection closed; not-http: what came was no HTTP; silent: no answer in time',
      ),
    methods: z
      .array(z.string())
      .default(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
      .describe('methods that are sent again although the app may have seen them; after `connect` all are'),
    tries: z
      .union([z.literal('each'), z.number().int().positive()])
      .default('each')
      .describe('how often in all; each: once per instance'),
    within: duration.optional().describe('no further try begins after so long (Caddy lb_try_duration)'),
    wait: duration.default(0).describe('pause before a further try of the same instance (HAProxy 1s, Caddy 250ms)'),
    next: z
      .enum(['other', 'same', 'last-other'])
      .default('other')
      .describe(
        'where to: another instance if there is one, the same, or the same until the last try (HAProxy redispatch)',
      ),
    bodies: z
      .enum(['again', 'lost'])
      .default('again')
      .describe('lost: a body goes with the first try, so that a request with one is not sent again (Caddy)'),
    'always-wait': z.boolean().default(false).describe('pause before a try of another instance too (Caddy)'),
  }),
  setup(o, tools) {
    const methods = new Set(o.methods)
    const wait = milliseconds(o.wait)
    const within = o.within === undefined ? undefined : milliseconds(o.within)
    const begun = new WeakMap<object, number>()
    return {
      ...(within === undefined
        ? {}
        : {
            request(_head, x) {
              begun.set(x, tools.now())
            },
          }),
      async retry(failure, head, x, tries) {
        if (failure.kind === 'loop' || failure.kind === 'too-large') return
        const kind = kindOf[failure.kind]
        if (!o.on.includes(kind) || (kind !== 'connect' && !methods.has(head.method))) return
        if (o.bodies === 'lost' && hasBody(head)) return
        const instances = x.upstreams.length
        const most = o.tries === 'each' ? (within === undefined ? instances : Number.POSITIVE_INFINITY) : o.tries
        if (tries >= most) return
        const elsewhere = instances > 1 && (o.next === 'other' || (o.next === 'last-other' && tries === most - 1))
        const pausing = elsewhere && !o['always-wait'] ? 0 : wait
        if (within !== undefined && tools.now() - (begun.get(x) ?? 0) >= within) return
        if (pausing > 0) await pause(pausing, x.signal)
        const upstream = elsewhere ? (head.upstream + 1) % instances : head.upstream
        x.say(`${failure.message}; sent again to ${x.upstreams[upstream]?.name ?? 'it'} (try ${tries + 1})`)
        return { ...head, upstream }
      },
    }
  },
  examples: [
    {
      note: 'nginx: the second instance is asked, and it is down as well',
      options: {},
      wire: `
>  GET https://shop.localhost/
>> GET / to=b
   Host: shop.localhost
`,
    },
    {
      note: 'the app is never asked twice about a POST that it may have seen; one that never reached it is another matter',
      options: { on: ['broken', 'silent'] },
      wire: `
>  POST https://shop.localhost/pay
>> POST /pay
   Host: shop.localhost
`,
    },
    {
      note: 'HAProxy: three retries of the same instance, the last one elsewhere',
      options: { on: ['connect'], tries: 4, wait: 1, next: 'last-other' },
      wire: `
>  POST https://shop.localhost/pay
>> POST /pay to=b
   Host: shop.localhost
`,
    },
  ],
})

function hasBody({ headers }: RequestHead): boolean {
  return has(headers, 'transfer-encoding') || Number(get(headers, 'content-length') ?? 0) > 0
}
