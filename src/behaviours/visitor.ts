import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { Exchange, RequestHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { get, without } from '../core/headers.ts'
import type { Guest } from '../visitors/guest.ts'
import { createGuest } from '../visitors/guest.ts'

/** As many addresses as are remembered: a crawler and a cache warmer open each once. */
const MOST = 1000
const AGENTS = {
  bot: 'Mozilla/5.0 (compatible; ExampleBot/1.0; +https://example.com/bot)',
  'cache-primer': 'cache-warmer/1.0',
} as const
const path = z.string().regex(/^\/(?!\/)/, 'a path of the app, such as /logout')

// Who comes besides the user: `link-scanner` is the one who comes for links out of mails.
export default behaviour({
  name: 'visitor',
  about:
    'somebody else comes to the front beside the user, with requests of their own: a crawler, a second user, a cache warmer, a prefetch',
  options: z
    .strictObject({
      as: z
        .enum(['bot', 'second-user', 'cache-primer', 'prefetcher'])
        .describe(
          "bot: opens each page once, after the user, without cookies; second-user: another browser, opens each page right after the user and keeps cookies of its own; cache-primer: opens each page once, before the user, without cookies; prefetcher: after each page opens what `opens` says, with the user's cookies",
        ),
      opens: z.array(path).min(1).optional().describe('what is opened; absent: what the user asked for'),
      methods: z
        .array(z.enum(['GET', 'HEAD']))
        .min(1)
        .default(['GET'])
        .describe('in this order; monitoring often sends HEAD'),
      agent: z
        .string()
        .optional()
        .describe("its User-Agent; absent: one that says what it is, and for second-user and prefetcher the user's"),
      prefetch: z
        .enum(['page', 'next'])
        .default('page')
        .describe(
          'how a prefetch looks: of a page (`Sec-Purpose: prefetch`), or as the router of Next.js does it (`Next-Router-Prefetch: 1`)',
        ),
      'sign-in': z
        .strictObject({
          path: path.describe('the page with the form, which is posted to the same path'),
          fields: z.record(z.string(), z.string()).describe('what is filled in; hidden fields come from the page'),
        })
        .optional()
        .describe('second-user: signs in with this before anything else; absent: stays a stranger'),
    })
    .refine((o) => o.as !== 'prefetcher' || o.opens !== undefined, 'say what is prefetched: "opens: [/logout]"')
    .refine((o) => o['sign-in'] === undefined || o.as === 'second-user', '"sign-in" is for "as: second-user"'),
  setup(o, tools) {
    const seen = new Set<string>()
    const once = o.as === 'bot' || o.as === 'cache-primer'
    const guest: Guest | undefined = o.as === 'second-user' ? createGuest(o.as, o['sign-in'], tools.now) : undefined
    const answered = new WeakSet<object>()
    let queue: Promise<unknown> = Promise.resolve()

    const wanted = (x: Exchange): string[] =>
      (o.opens ?? [x.request.target]).filter((target) => {
        if (once && seen.has(target)) return false
        if (seen.size >= MOST) seen.clear()
        if (once) seen.add(target)
        return true
      })
    const go = async (x: Exchange, targets: readonly string[]): Promise<void> => {
      for (const target of targets) {
        for (const method of o.methods) {
          const asked = { method, target, headers: headersFor(o, x.request) }
          if (guest) await guest.opens(asked, x)
          else await x.visit!({ ...asked, as: o.as, cookies: o.as === 'prefetcher' ? 'user' : 'none' })
        }
      }
    }
    const leads = (x: Exchange) => x.visit !== undefined && x.request.method === 'GET'
    if (o.as === 'cache-primer')
      return {
        async request(_head, x) {
          const targets = leads(x) ? wanted(x) : []
          if (targets.length === 0) return
          await go(x, targets)
          x.say('somebody who warms the cache asked for this first')
        },
      }
    return {
      request(_head, x) {
        if (!leads(x)) return
        // When the user has the answer, and not when they went away without one.
        x.signal.addEventListener('abort', () => {
          const targets = answered.has(x) ? wanted(x) : []
          if (targets.length > 0) queue = queue.then(() => go(x, targets)).catch(() => {})
        })
      },
      response({ status }, x) {
        if (status < 400 && !x.failure) answered.add(x)
      },
    }
  },
  examples: [
    {
      note: 'who comes besides is an exchange of its own; to the request of the user nothing is done',
      options: { as: 'bot', methods: ['HEAD'] },
      wire: `
>  GET https://shop.localhost/verify?token=1
   Cookie: theme=dark
>> GET /verify?token=1
   Host: shop.localhost
   Cookie: theme=dark
<< 303
   Set-Cookie: sid=1
<  303
   Set-Cookie: sid=1
`,
    },
    {
      options: { as: 'second-user', 'sign-in': { path: '/login', fields: { username: 'bob', password: 'pw' } } },
      wire: `
>  GET https://shop.localhost/account
   Cookie: sid=1
>> GET /account
   Host: shop.localhost
   Cookie: sid=1
<< 200
<  200
`,
    },
  ],
})

/** What of a request is somebody's own, or asks for less than a page. */
const OWN = ['cookie', 'authorization', 'if-none-match', 'if-modified-since', 'if-range', 'range']

function headersFor(
  o: { as: string; agent?: string | undefined; prefetch: string },
  { headers }: RequestHead,
): HeaderList {
  const host = ['Host', get(headers, 'host') ?? '']
  const agent = o.agent ?? (o.as === 'bot' || o.as === 'cache-primer' ? AGENTS[o.as] : get(headers, 'user-agent'))
  const named = agent === undefined ? [] : ['User-Agent', agent]
  if (o.as === 'bot') return [...host, ...named, 'Accept', 'text/html,*/*;q=0.8', 'Accept-Encoding', 'gzip']
  if (o.as !== 'prefetcher') {
    // What a cache may go by stays as the user's browser sends it.
    const shared = [...OWN, 'user-agent'].reduce((list, name) => without(list, name), headers)
    return [...shared, ...named]
  }
  const cookies = get(headers, 'cookie')
  const fetches = ['Accept', '*/*', 'Sec-Fetch-Site', 'same-origin', 'Sec-Fetch-Dest', 'empty', 'Sec-Fetch-Mode']
  const how =
    o.prefetch === 'next'
      ? [...fetches, 'cors', 'RSC', '1', 'Next-Router-Prefetch', '1']
      : [...fetches, 'no-cors', 'Sec-Purpose', 'prefetch', 'Purpose', 'prefetch']
  return [...host, ...named, ...how, ...(cookies === undefined ? [] : ['Cookie', cookies])]
}
