import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { responseExcess } from '../core/head-limits.ts'
import { get } from '../core/headers.ts'
import { LIMITS_OF, RESPONSE_PRESETS } from '../core/limit-presets.ts'

const bytes = z.union([z.number().int().positive(), z.literal('off')]).optional()

// The worst of all limits: the app has done the login, and its cookies are lost with its answer. Steps above it see the error page.
export default behaviour({
  name: 'response-limits',
  about:
    'answers of the app whose head is too large for the front: the browser gets an error instead, without the cookies',
  options: z.strictObject({
    like: z
      .enum(LIMITS_OF)
      .optional()
      .describe("a front's own limits, way of counting, status and page; what is given besides replaces its values"),
    total: bytes.describe('the whole head, in bytes; off: no limit (nginx proxy_buffer_size)'),
    header: bytes.describe('one header line'),
    'set-cookie': bytes.describe('one Set-Cookie line'),
    count: bytes.describe('number of headers'),
    body: bytes.describe('the body, by its Content-Length; without one it passes'),
    status: z.number().int().min(400).max(599).optional().describe('what the browser gets; 502 unless given'),
    page: z.enum(FRONT_PAGES).optional().describe('whose error page it is'),
  }),
  setup(given) {
    const preset = given.like === undefined ? undefined : RESPONSE_PRESETS[given.like]
    const named = { total: given.total, header: given.header, cookie: given['set-cookie'], count: given.count }
    const own = Object.fromEntries(
      Object.entries(named).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value === 'off' ? undefined : value]],
      ),
    )
    const limits = { ...preset?.limits, ...own }
    return {
      response(head, x) {
        // The front's own page about a failure is never too large.
        if (x.failure) return
        // In the last hop the app's own head counts, whatever steps below have made of it.
        const excess = responseExcess((x.lastHop && x.attempts.at(-1)?.response) || head, limits)
        const length = x.request.method === 'HEAD' ? 0 : Number(get(head.headers, 'content-length') ?? 0)
        const tooLong = typeof given.body === 'number' && length > given.body
        if (!excess && !tooLong) return
        x.say(`response: ${excess?.text ?? `body ${length} bytes > ${given.body}`}`)
        const page = given.page ?? preset?.page ?? 'none'
        const detail = page === 'apache' ? '' : undefined
        return frontPage(page, given.status ?? preset?.status ?? 502, undefined, detail)
      },
    }
  },
  examples: [
    {
      note: 'a session in two chunks does not fit into proxy_buffer_size 4k',
      options: { like: 'nginx' },
      wire: `
>  POST https://shop.localhost/login
>> POST /login
   Host: shop.localhost
<< 303 See Other
   Set-Cookie: s.0=${'a'.repeat(2100)}; Path=/
   Set-Cookie: s.1=${'b'.repeat(2100)}; Path=/
   Location: /
<  502 Bad Gateway
   Content-Type: text/html
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200 OK
   Set-Cookie: s.0=${'a'.repeat(4000)}
<  200 OK
   Set-Cookie: s.0=${'a'.repeat(4000)}
`,
    },
    {
      note: 'Heroku H25: one cookie over 8192 bytes, any number of smaller ones',
      options: { like: 'heroku' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: s=${'a'.repeat(8300)}
<  502 Bad Gateway
`,
    },
    {
      note: 'a Lambda target of an ALB answers 1 MB at most; HEAD has no body',
      options: { body: 1_048_576 },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Content-Length: 1048577
<  502 Bad Gateway
>  HEAD https://shop.localhost/
>> HEAD /
   Host: shop.localhost
<< 200
   Content-Length: 1048577
<  200 OK
   Content-Length: 1048577
`,
    },
    {
      options: { count: 2, status: 503, page: 'varnish' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   A: 1
   B: 2
   C: 3
<  503 Backend fetch failed
   Content-Type: text/html; charset=utf-8
   Retry-After: 5
`,
    },
  ],
})
