import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { FRONT_PAGES, frontPage, reasonOf } from '../core/front-page.ts'
import { getAll } from '../core/headers.ts'

// nginx error_page with proxy_intercept_errors (measured). Stands outside `failure`, whose answers are replaced too.
export default behaviour({
  name: 'error-page',
  about: "errors of the app get the front's own page: its body is lost, and with it the headers, Set-Cookie too",
  options: z.strictObject({
    status: z
      .array(z.number().int().min(300).max(599))
      .min(1)
      .describe('the statuses whose answers are replaced; others pass'),
    as: z.number().int().min(200).max(599).optional().describe('the status the browser sees (error_page 404 =200 ...)'),
    location: z.string().optional().describe('send the browser there instead, with 302 unless `as` says otherwise'),
    body: z.string().optional().describe('what stands in the page'),
    headers: z
      .record(z.string(), z.string())
      .default({ 'Content-Type': 'text/html' })
      .describe('headers of the page, when a body is given'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is, when no body is given'),
    keep: z
      .array(z.string())
      .default(['WWW-Authenticate'])
      .describe("headers of the app's answer that stay (nginx keeps WWW-Authenticate)"),
  }),
  setup({ status, as, location, body, headers, page, keep }) {
    const statuses = new Set(status)
    return {
      response(head) {
        if (!statuses.has(head.status)) return
        const kept = keep.flatMap((name) => getAll(head.headers, name).flatMap((value) => [name, value]))
        const code = as ?? (location === undefined ? head.status : 302)
        if (location !== undefined) {
          const away = frontPage(page, code, location)
          return { ...away, headers: [...away.headers, ...kept] }
        }
        const own = frontPage(page, code)
        return body === undefined
          ? { ...own, headers: [...own.headers, ...kept] }
          : { status: code, reason: reasonOf(code, page), headers: [...Object.entries(headers).flat(), ...kept], body }
      },
    }
  },
  examples: [
    {
      note: 'a failed Server Action loses its body and the cookie that came with it',
      options: { status: [500, 502], body: 'sorry' },
      wire: `
>  POST https://shop.localhost/cart
>> POST /cart
   Host: shop.localhost
<< 500
   Content-Type: text/x-component
   Set-Cookie: flash=1
   | 0:{"digest":"42"}
<  500 Internal Server Error
   Content-Type: text/html
   | sorry
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 404
   | the app's own
<  404
   | the app's own
`,
    },
    {
      note: 'signed out means sent home, for scripts too',
      options: { status: [401], location: '/login', keep: ['Set-Cookie'] },
      wire: `
>  GET https://shop.localhost/api/me
>> GET /api/me
   Host: shop.localhost
<< 401
   Set-Cookie: sid=; Max-Age=0
   | {"error":"expired"}
<  302 Found
   Location: /login
   Set-Cookie: sid=; Max-Age=0
`,
    },
    {
      options: { status: [503], page: 'nginx', as: 200 },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 503
   Retry-After: 5
<  200 OK
   Content-Type: text/html
`,
    },
  ],
})
