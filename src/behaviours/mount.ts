import { z } from 'zod'
import { hostName } from '../core/authority.ts'
import { behaviour } from '../core/behaviour.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { get } from '../core/headers.ts'
import { pathOf, queryOf } from '../core/kind.ts'
import { normalise } from '../core/paths.ts'

// Paths are compared as nginx and Apache do: decoded, merged and without dot segments (measured). `url` cuts the prefix off.
export default behaviour({
  name: 'mount',
  about: 'the app is published under a path; what the front answers beside it',
  options: z.strictObject({
    path: z
      .string()
      .regex(/^\/.+\/$/)
      .describe('the path with its last slash, as in location /app/'),
    outside: z.number().int().min(400).max(499).default(404).describe('status for other paths'),
    root: z
      .number()
      .int()
      .min(400)
      .max(499)
      .default(404)
      .describe('status for / itself (nginx without an index page: 403)'),
    'without-slash': z
      .union([z.literal('redirect'), z.literal('outside')])
      .default('outside')
      .describe('/app: nginx redirects to /app/ with 301, for Apache it is outside'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is'),
  }),
  setup({ path: mount, outside, root, 'without-slash': bare, page }) {
    return {
      request(head, x) {
        const path = normalise(pathOf(head.target), {
          slashes: true,
          dots: true,
          percent: 'decode',
          escaping: 'minimal',
        })
        if (path.startsWith(mount)) return
        if (path === '/') return frontPage(page, root)
        if (`${path}/` !== mount || bare === 'outside') return frontPage(page, outside)
        const host = hostName(get(head.headers, 'host') ?? x.origin.host, x)
        return frontPage(page, 301, `${x.from.scheme}://${host}${mount}${queryOf(head.target)}`)
      },
    }
  },
  examples: [
    {
      note: 'nginx: location /app/',
      options: { path: '/app/', root: 403, 'without-slash': 'redirect', page: 'nginx' },
      wire: `
>  GET https://shop.localhost/app?next=1
<  301 Moved Permanently
   Content-Type: text/html
   Location: https://shop.localhost/app/?next=1
>  GET https://shop.localhost/
<  403 Forbidden
   Content-Type: text/html
>  GET https://shop.localhost/x/../app/%2e/login
>> GET /x/../app/%2e/login
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'a redirect of the app to /login leads out of the mount',
      options: { path: '/app/' },
      wire: `
>  GET https://shop.localhost/login
<  404 Not Found
>  GET https://shop.localhost/application/login
<  404 Not Found
>  GET https://shop.localhost/app
<  404 Not Found
`,
    },
  ],
})
