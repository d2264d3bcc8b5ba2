import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { parseCookieHeader } from '../core/cookies.ts'
import type { Exchange, RequestHead } from '../core/exchange.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { get } from '../core/headers.ts'

const PERIOD = { s: 1000, m: 60_000, h: 3_600_000 }
/** Visitors that are remembered at a time; the longest unseen goes first. */
const MOST = 10_000

// nginx limit_req with nodelay: a leaky bucket (documentation of ngx_http_limit_req_module).
export default behaviour({
  name: 'rate-limit',
  about:
    'too many requests in too short a time are refused; a page that asks for its session ten times a second notices',
  options: z.strictObject({
    rate: z
      .string()
      .regex(/^\d+\/[smh]$/)
      .describe('requests in a second, a minute or an hour: 10/s, 30/m'),
    burst: z.number().int().nonnegative().default(0).describe('so many more may come at once'),
    by: z
      .string()
      .regex(/^(?:address|all|header:.+|cookie:.+)$/)
      .default('address')
      .describe('who counts as one: address, all together, header:NAME or cookie:NAME'),
    status: z.number().int().min(400).max(599).default(503).describe('nginx 503, most others 429'),
    'retry-after': z.boolean().default(false).describe('says with Retry-After when to come again, in seconds'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is'),
  }),
  setup({ rate, burst, by, status, 'retry-after': tell, page }, tools) {
    const [amount = '1', unit = 's'] = rate.split('/')
    const every = PERIOD[unit as keyof typeof PERIOD] / Number(amount)
    const buckets = new Map<string, { full: number; at: number }>()
    return {
      request(head, x) {
        const key = visitor(by, head, x)
        const now = tools.now()
        const before = buckets.get(key)
        const full = before ? Math.max(0, before.full - (now - before.at) / every + 1) : 0
        if (full > burst) {
          const refused = frontPage(page, status)
          const seconds = String(Math.max(1, Math.ceil(((full - burst) * every) / 1000)))
          x.say(`rate limit of ${rate} reached`)
          return tell ? { ...refused, headers: [...refused.headers, 'Retry-After', seconds] } : refused
        }
        buckets.delete(key)
        buckets.set(key, { full, at: now })
        if (buckets.size > MOST) buckets.delete(buckets.keys().next().value!)
        return
      },
    }
  },
  examples: [
    {
      note: 'the third request at once is one too many',
      options: { rate: '1/s', burst: 1, status: 429, 'retry-after': true },
      wire: `
>  GET https://shop.localhost/api/auth/session
>> GET /api/auth/session
   Host: shop.localhost
<< 200
<  200
>  GET https://shop.localhost/api/auth/session
>> GET /api/auth/session
   Host: shop.localhost
<< 200
<  200
>  GET https://shop.localhost/api/auth/session
<  429 Too Many Requests
   Retry-After: 1
`,
    },
    {
      note: 'by cookie: another visitor is not concerned',
      options: { rate: '30/m', by: 'cookie:sid', page: 'nginx' },
      wire: `
>  GET https://shop.localhost/
   Cookie: sid=a
>> GET /
   Host: shop.localhost
   Cookie: sid=a
<< 200
<  200
>  GET https://shop.localhost/
   Cookie: sid=b
>> GET /
   Host: shop.localhost
   Cookie: sid=b
<< 200
<  200
>  GET https://shop.localhost/
   Cookie: sid=a
<  503 Service Temporarily Unavailable
   Content-Type: text/html
`,
    },
  ],
})

function visitor(by: string, head: RequestHead, x: Exchange): string {
  const [kind, name = ''] = by.split(/:(.*)/)
  if (kind === 'all') return ''
  if (kind === 'header') return get(head.headers, name) ?? ''
  if (kind === 'cookie')
    return parseCookieHeader(get(head.headers, 'cookie') ?? '').find((pair) => pair.name === name)?.value ?? ''
  return x.from.address
}
