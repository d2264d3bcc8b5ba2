import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { get, without } from '../core/headers.ts'

// RFC 7617. A page behind it cannot use Authorization for itself: there is one such header, and the browser fills it in.
export default behaviour({
  name: 'basic-auth',
  about:
    'a password before the app, as preview deployments have it: API calls with a Bearer token are refused or lose it',
  options: z.strictObject({
    users: z.record(z.string(), z.string()).describe('name: password'),
    realm: z.string().default('Restricted').describe('what the browser shows'),
    pass: z
      .boolean()
      .default(true)
      .describe('whether Authorization goes on to the app (nginx, Apache: yes), which may take it for its own'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is'),
  }),
  setup({ users, realm, pass, page }) {
    const known = new Set(
      Object.entries(users).map(([name, password]) => Buffer.from(`${name}:${password}`).toString('base64')),
    )
    return {
      request(head) {
        const [scheme, token = ''] = (get(head.headers, 'authorization') ?? '').split(' ')
        if (scheme?.toLowerCase() !== 'basic' || !known.has(token.trim())) {
          const refused = frontPage(page, 401)
          return { ...refused, headers: [...refused.headers, 'WWW-Authenticate', `Basic realm="${realm}"`] }
        }
        return pass ? undefined : { ...head, headers: without(head.headers, 'authorization') }
      },
    }
  },
  examples: [
    {
      note: "the app's own token is no password",
      options: { users: { team: 'secret' }, pass: false },
      wire: `
>  GET https://shop.localhost/api/me
   Authorization: Bearer eyJhbGciOi
<  401 Unauthorized
   WWW-Authenticate: Basic realm="Restricted"
>  GET https://shop.localhost/
   Authorization: Basic dGVhbTpzZWNyZXQ=
>> GET /
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'passed on: the app finds an Authorization it does not know',
      options: { users: { team: 'secret' }, realm: 'preview' },
      wire: `
>  GET https://shop.localhost/
<  401 Unauthorized
   WWW-Authenticate: Basic realm="preview"
>  GET https://shop.localhost/
   Authorization: Basic dGVhbTpzZWNyZXQ=
>> GET /
   Host: shop.localhost
   Authorization: Basic dGVhbTpzZWNyZXQ=
<< 200
<  200
`,
    },
  ],
})
