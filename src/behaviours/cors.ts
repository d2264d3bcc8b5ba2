import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { Exchange, Reply } from '../core/exchange.ts'
import { get, has, set } from '../core/headers.ts'
import { siteUrl } from '../core/sites.ts'

// What API gateways do for the app (AWS API Gateway, Azure API Management; with nginx, the usual snippet of add_header lines).
export default behaviour({
  name: 'cors',
  about:
    'the front answers preflights and lets pages of some origins read what it answers (Fetch Standard, CORS protocol)',
  options: z.strictObject({
    origins: z
      .array(z.string())
      .min(1)
      .default(['public'])
      .describe('`public` is the public URL; others as in the Origin line: https://www.shop.localhost; `*`, any'),
    credentials: z.boolean().default(true).describe('answers to requests with cookies may be read as well'),
    methods: z.array(z.string()).default(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).describe('what a preflight allows'),
    headers: z
      .union([z.literal('asked'), z.array(z.string())])
      .default('asked')
      .describe('header names that a preflight allows; `asked`: those that it asks for'),
    'max-age': z.number().int().min(0).optional().describe('seconds for which browsers remember a preflight'),
  }),
  setup({ origins, credentials, methods, headers, 'max-age': maxAge }) {
    /** What Access-Control-Allow-Origin says to this request; undefined: nothing. */
    const allowed = (x: Exchange): string | undefined => {
      const origin = get(x.request.headers, 'origin')
      if (origin === undefined) return undefined
      if (origins.some((one) => (one === 'public' ? siteUrl(x.origin, x.origin) : one) === origin)) return origin
      // With credentials a star means nothing to browsers, so fronts that let in everybody say the name back.
      return origins.includes('*') ? (credentials ? origin : '*') : undefined
    }
    const lines = (origin: string) => [
      ...['Access-Control-Allow-Origin', origin],
      ...(origin === '*' ? [] : ['Vary', 'Origin']),
      ...(credentials ? ['Access-Control-Allow-Credentials', 'true'] : []),
    ]
    const preflight = (origin: string, wanted: string | undefined): Reply => ({
      status: 204,
      reason: 'No Content',
      headers: [
        ...lines(origin),
        ...['Access-Control-Allow-Methods', methods.join(', ')],
        ...(headers === 'asked'
          ? wanted === undefined
            ? []
            : ['Access-Control-Allow-Headers', wanted]
          : ['Access-Control-Allow-Headers', headers.join(', ')]),
        ...(maxAge === undefined ? [] : ['Access-Control-Max-Age', String(maxAge)]),
      ],
      body: '',
    })
    return {
      request(head, x) {
        const asks = head.method === 'OPTIONS' && has(head.headers, 'access-control-request-method')
        const origin = asks ? allowed(x) : undefined
        return origin === undefined ? undefined : preflight(origin, get(head.headers, 'access-control-request-headers'))
      },
      response(head, x) {
        const origin = allowed(x)
        if (origin === undefined) return undefined
        let out = head.headers
        const own = lines(origin)
        for (let i = 0; i < own.length; i += 2) {
          if (own[i] !== 'Vary') out = set(out, own[i]!, own[i + 1]!)
          else if (!has(out, 'vary')) out = [...out, 'Vary', 'Origin']
        }
        return { ...head, headers: out }
      },
    }
  },
  examples: [
    {
      note: 'a preflight never reaches the app',
      options: { headers: ['content-type'], 'max-age': 600, methods: ['GET', 'POST'] },
      wire: `
>  OPTIONS https://api.shop.localhost/me
   Origin: https://shop.localhost
   Access-Control-Request-Method: POST
<  204 No Content
   Access-Control-Allow-Origin: https://shop.localhost
   Vary: Origin
   Access-Control-Allow-Credentials: true
   Access-Control-Allow-Methods: GET, POST
   Access-Control-Allow-Headers: content-type
   Access-Control-Max-Age: 600
>  GET https://api.shop.localhost/me
   Origin: https://shop.localhost
>> GET /me
   Host: api.shop.localhost
   Origin: https://shop.localhost
<< 200 OK
<  200 OK
   Access-Control-Allow-Origin: https://shop.localhost
   Vary: Origin
   Access-Control-Allow-Credentials: true
>  GET https://api.shop.localhost/me
   Origin: https://evil.test
>> GET /me
   Host: api.shop.localhost
   Origin: https://evil.test
<< 200 OK
<  200 OK
`,
    },
    {
      note: 'everybody, without cookies',
      options: { origins: ['*'], credentials: false },
      wire: `
>  GET https://api.shop.localhost/prices
   Origin: https://partner.test
>> GET /prices
   Host: api.shop.localhost
   Origin: https://partner.test
<< 200 OK
<  200 OK
   Access-Control-Allow-Origin: *
`,
    },
  ],
})
