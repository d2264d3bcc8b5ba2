import { z } from 'zod'
import type { Slice } from '../caching/ranges.ts'
import { sliceOf, slicing } from '../caching/ranges.ts'
import { behaviour } from '../core/behaviour.ts'
import type { RequestHead } from '../core/exchange.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { get } from '../core/headers.ts'

// Apache 2.4 (measured): whatever the app makes of Range, a 200 of known size that comes in one piece is cut by the front.
export default behaviour({
  name: 'ranges',
  about: 'a front that cuts the asked part out of a whole answer by itself (Apache)',
  options: z.strictObject({
    largest: z
      .number()
      .int()
      .positive()
      .default(8192)
      .describe(
        'larger bodies, and those that do not say how large they are, go out whole (Apache: ProxyIOBufferSize)',
      ),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page a range beyond the end gets'),
  }),
  setup({ largest, page }) {
    const asked = new WeakMap<object, RequestHead>()
    const slices = new WeakMap<object, Slice>()
    return {
      request(head, x) {
        if (get(head.headers, 'range') !== undefined) asked.set(x, head)
      },
      response(head, x) {
        const request = asked.get(x)
        const size = Number(get(head.headers, 'content-length') ?? Number.NaN)
        if (!request || request.method === 'HEAD' || x.failure || !(size <= largest)) return
        const slice = sliceOf(request.headers, head, size, 'serve')
        if (slice?.head.status === 416) return frontPage(page, 416)
        if (slice) slices.set(x, slice)
        return slice?.head
      },
      body(source, _head, x) {
        const slice = slices.get(x)
        return slice ? slicing(source, slice) : source
      },
    }
  },
  examples: [
    {
      note: 'the app sent all of it',
      options: {},
      wire: `
>  GET https://shop.localhost/file
   Range: bytes=2-4
>> GET /file
   Host: shop.localhost
   Range: bytes=2-4
<< 200
   Content-Length: 10
   | 0123456789
<  206 Partial Content
   Content-Length: 3
   Content-Range: bytes 2-4/10
   | 234
`,
    },
    {
      note: 'beyond the end there is nothing',
      options: { page: 'apache' },
      wire: `
>  GET https://shop.localhost/file
   Range: bytes=50-
>> GET /file
   Host: shop.localhost
   Range: bytes=50-
<< 200
   Content-Length: 10
   | 0123456789
<  416 Range Not Satisfiable
   Content-Type: text/html; charset=iso-8859-1
>  GET https://shop.localhost/file
   Range: bytes=2-4
>> GET /file
   Host: shop.localhost
   Range: bytes=2-4
<< 200
   Content-Length: 9000
<  200
   Content-Length: 9000
`,
    },
  ],
})
