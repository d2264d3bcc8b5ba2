import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { FRONT_PAGES, frontPage, reasonOf } from '../core/front-page.ts'

export default behaviour({
  name: 'answer',
  about: 'the front answers by itself; the app never sees the request. Say which requests with `when`',
  options: z.strictObject({
    status: z.number().int().min(200).max(599).default(200).describe('the status code'),
    headers: z
      .record(z.string(), z.union([z.string(), z.array(z.string())]))
      .optional()
      .describe('name: value, or several values for several lines'),
    body: z.string().optional().describe('the body, as it is'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page stands in the body, when none is given'),
  }),
  setup({ status, headers = {}, body, page }) {
    const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, one]))
    const own = frontPage(page, status)
    const reply =
      body === undefined
        ? { ...own, headers: [...own.headers, ...lines] }
        : { status, reason: reasonOf(status, page), headers: lines, body }
    return { request: () => reply }
  },
  examples: [
    {
      note: 'nginx has no location for it',
      options: { status: 404, page: 'nginx' },
      wire: `
>  GET https://shop.localhost/elsewhere
<  404 Not Found
   Content-Type: text/html
`,
    },
    {
      note: 'a maintenance page that signs everybody out',
      options: {
        status: 503,
        headers: { 'Content-Type': 'text/plain', 'Set-Cookie': ['sid=; Max-Age=0', 'csrf=; Max-Age=0'] },
        body: 'back soon',
      },
      wire: `
>  GET https://shop.localhost/
   Cookie: sid=abc
<  503 Service Unavailable
   Content-Type: text/plain
   Set-Cookie: sid=; Max-Age=0
   Set-Cookie: csrf=; Max-Age=0
   | back soon
`,
    },
  ],
})
