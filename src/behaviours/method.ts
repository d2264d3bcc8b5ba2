import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { get, has, without } from '../core/headers.ts'

export default behaviour({
  name: 'method',
  about: 'which methods the front lets through, and which ones it turns into others',
  options: z.strictObject({
    allow: z.array(z.string()).optional().describe('methods that pass; all when absent'),
    deny: z.array(z.string()).default([]).describe('methods that do not'),
    status: z.number().int().min(400).max(599).default(405).describe('for the others (CloudFront 403)'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is'),
    rewrite: z
      .record(z.string(), z.string())
      .default({})
      .describe('method: what the app sees in its place (caches ask for HEAD with GET)'),
    bodyless: z.array(z.string()).default([]).describe('methods whose body does not reach the app (Varnish: GET)'),
    override: z
      .string()
      .optional()
      .describe('a header whose value is the method from here on, for POST only, such as X-HTTP-Method-Override'),
  }),
  setup({ allow, deny, status, page, rewrite, override, bodyless }) {
    const passes = (method: string) => (!allow || allow.includes(method)) && !deny.includes(method)
    return {
      request(head) {
        const named = override !== undefined && head.method === 'POST' ? get(head.headers, override) : undefined
        const method = named?.toUpperCase() ?? head.method
        if (!passes(method)) return frontPage(page, status)
        const becomes = Object.hasOwn(rewrite, method) ? rewrite[method]! : method
        const empty =
          bodyless.includes(becomes) && (has(head.headers, 'content-length') || has(head.headers, 'transfer-encoding'))
        if (becomes === head.method && !empty) return
        let headers = named === undefined ? head.headers : without(head.headers, override!)
        if (empty) headers = without(without(headers, 'content-length'), 'transfer-encoding')
        return { ...head, method: becomes, headers }
      },
      ...(bodyless.length === 0
        ? {}
        : {
            async requestBody(source, head) {
              if (!bodyless.includes(head.method)) return source
              source.on('error', () => {}).resume()
              return new Uint8Array()
            },
          }),
    }
  },
  examples: [
    {
      note: 'a CDN that serves pages only: the login form is refused',
      options: { allow: ['GET', 'HEAD'], status: 403 },
      wire: `
>  POST https://shop.localhost/api/auth/callback/credentials
<  403 Forbidden
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'Varnish: a GET has no body',
      options: { bodyless: ['GET'] },
      wire: `
>  GET https://shop.localhost/search
   Content-Length: 3
   | q=1
>> GET /search
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'caches ask with GET; a proxy of the old days knows no PUT',
      options: { rewrite: { HEAD: 'GET' }, deny: ['TRACE'], override: 'X-HTTP-Method-Override' },
      wire: `
>  HEAD https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
<  200
>  POST https://shop.localhost/item
   X-HTTP-Method-Override: put
>> PUT /item
   Host: shop.localhost
<< 204
<  204
>  TRACE https://shop.localhost/
<  405 Method Not Allowed
`,
    },
  ],
})
