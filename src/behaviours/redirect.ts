import { z } from 'zod'
import { joinAuthority, secureAuthority, splitAuthority } from '../core/authority.ts'
import { behaviour } from '../core/behaviour.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { get } from '../core/headers.ts'
import { pathOf, queryOf } from '../core/kind.ts'

const code = z.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])

export default behaviour({
  name: 'redirect',
  about:
    'the front sends the browser elsewhere: from http to https, to the canonical host, to the path with or without its last slash',
  options: z.strictObject({
    https: code.optional().describe('status of the redirect from http to https; 301 and 302 turn a POST into a GET'),
    'secure-if': z
      .enum(['connection', 'forwarded-proto', 'either'])
      .default('connection')
      .describe(
        'what makes a request count as https: how this hop was reached, or X-Forwarded-Proto as the hop before it (or the client) wrote it',
      ),
    'keep-port': z
      .boolean()
      .default(false)
      .describe(
        'keep a foreign port of Host in the https URL (HAProxy redirect scheme, Apache %{HTTP_HOST}); nginx $host and Caddy drop it',
      ),
    'canonical-host': z
      .string()
      .optional()
      .describe('the one host name; requests for others are sent there, port and path kept'),
    'trailing-slash': z
      .enum(['add', 'remove'])
      .optional()
      .describe('add sends /x to /x/, remove /x/ to /x; use `when` to name the paths'),
    status: code.default(301).describe('status of the other redirects'),
    prefix: z.string().default('').describe('written before the path, as in Apache\'s Redirect "/" "https://host/"'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose page stands in the body'),
  }),
  setup({
    https,
    'secure-if': secureIf,
    'keep-port': keepPort,
    'canonical-host': canonical,
    'trailing-slash': slash,
    status,
    prefix,
    page,
  }) {
    return {
      request(head, x) {
        const host = get(head.headers, 'host') ?? x.origin.host
        const forwarded = get(head.headers, 'x-forwarded-proto')?.toLowerCase() === 'https'
        const direct = x.from.scheme === 'https'
        const secure = secureIf === 'connection' ? direct : secureIf === 'either' ? direct || forwarded : forwarded
        if (https !== undefined && !secure) {
          const to = canonical === undefined ? host : joinAuthority({ ...splitAuthority(host), host: canonical })
          return frontPage(page, https, `https://${secureAuthority(to, x, keepPort)}${prefix}${head.target}`)
        }
        const named = splitAuthority(host)
        const path = pathOf(head.target)
        const target =
          slash === 'add' && !path.endsWith('/')
            ? `${path}/${queryOf(head.target)}`
            : slash === 'remove' && path.length > 1 && path.endsWith('/')
              ? path.replace(/\/+$/, '') + queryOf(head.target)
              : head.target
        const other = canonical !== undefined && named.host.toLowerCase() !== canonical.toLowerCase()
        if (!other && target === head.target) return
        const authority = other ? joinAuthority({ ...named, host: canonical }) : host
        return frontPage(page, status, `${secure ? 'https' : x.from.scheme}://${authority}${prefix}${target}`)
      },
    }
  },
  examples: [
    {
      note: 'return 301 https://$host$request_uri: a POST becomes a GET',
      options: { https: 301, page: 'nginx' },
      wire: `
>  POST http://shop.localhost:9999/login?next=%2F
   Content-Length: 0
<  301 Moved Permanently
   Content-Type: text/html
   Location: https://shop.localhost/login?next=%2F
`,
    },
    {
      note: 'a foreign port is kept; a spoofed X-Forwarded-Proto does not help',
      options: { https: 308, 'keep-port': true },
      wire: `
>  GET http://shop.localhost:9999/
   X-Forwarded-Proto: https
<  308 Permanent Redirect
   Location: https://shop.localhost:9999/
`,
    },
    {
      note: 'an origin that goes by X-Forwarded-Proto behind an edge that does not send it: an endless loop',
      options: { https: 301, 'secure-if': 'forwarded-proto' },
      wire: `
>  GET https://shop.localhost/
<  301 Moved Permanently
   Location: https://shop.localhost/
`,
    },
    {
      options: { 'canonical-host': 'www.shop.localhost', 'trailing-slash': 'add', status: 308 },
      wire: `
>  GET https://shop.localhost/account?a=1
<  308 Permanent Redirect
   Location: https://www.shop.localhost/account/?a=1
`,
    },
  ],
})
