import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { readableOf } from '../core/body.ts'
import type { Reply } from '../core/exchange.ts'
import { closing, FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { requestExcess } from '../core/head-limits.ts'
import { get, has } from '../core/headers.ts'
import { LIMITS_OF, REQUEST_PRESETS } from '../core/limit-presets.ts'

const bytes = z.union([z.number().int().positive(), z.literal('off')]).optional()
const status = z.number().int().min(400).max(599).optional()

// A head is measured as it reached this hop, whatever steps above have done to it: servers count while they read.
export default behaviour({
  name: 'request-limits',
  about: 'requests that are too large for the front: request line, headers, cookies, body; the app never sees them',
  options: z.strictObject({
    like: z
      .enum(LIMITS_OF)
      .optional()
      .describe("a front's own limits, ways of counting, statuses and page; what is given besides replaces its values"),
    line: bytes.describe('the request line, in bytes; off: no limit'),
    header: bytes.describe('one header line'),
    total: bytes.describe('the whole head'),
    count: bytes.describe('number of headers'),
    cookie: bytes.describe('all Cookie lines together'),
    buffers: z
      .strictObject({
        number: z.number().int().positive().describe('how many'),
        size: z.number().int().positive().describe('bytes of each'),
      })
      .optional()
      .describe('nginx large_client_header_buffers: no line may be larger than one, and lines are not split over two'),
    body: bytes.describe('the body, as Content-Length tells it or as it is read'),
    status: status.describe('for headers that are too large'),
    'line-status': status.describe('for a request line that is too large'),
    'body-status': status.describe('for a body that is too large; 413 unless given'),
    page: z.enum(FRONT_PAGES).optional().describe('whose error page it is'),
  }),
  setup(given) {
    const preset = given.like === undefined ? undefined : REQUEST_PRESETS[given.like]
    const own = Object.fromEntries(
      (['line', 'header', 'total', 'count', 'cookie'] as const).flatMap((key) =>
        given[key] === undefined ? [] : [[key, given[key] === 'off' ? undefined : given[key]]],
      ),
    )
    const { buffers } = given
    const http1 = { ...preset?.http1, ...own, ...(buffers ? { buffers: { first: 1024, ...buffers } } : {}) }
    const wide = buffers ? { line: buffers.size, header: buffers.size, total: buffers.size * buffers.number } : {}
    const http2 = { ...(preset?.http2 ?? preset?.http1), ...own, ...(preset?.http2?.counting === 'hpack' ? wide : {}) }
    const refusal1 = preset?.refusal ?? { status: 431, line: 414 }
    const refusal2 = preset?.refusal2 ?? refusal1
    const most = given.body === 'off' ? undefined : (given.body ?? preset?.body)
    const page = given.page ?? preset?.page ?? 'none'
    const tooLong = (size: string) => `request body: ${size} > ${most!.toLocaleString('en')} bytes`
    const bodyRefused = (): Reply => closing(frontPage(page, given['body-status'] ?? 413))
    return {
      request(head, x) {
        const two = x.asked.version === '2'
        const excess = requestExcess(x.asked, two ? http2 : http1)
        if (excess) {
          x.say(excess.text)
          const refusal = two ? refusal2 : refusal1
          if (refusal.reset && given.status === undefined)
            return { status: 400, reason: '', headers: [], body: '', cut: { at: 'before-head', how: 'reset' } }
          if (excess.part === 'line') return closing(frontPage(page, given['line-status'] ?? refusal.line))
          const detail =
            page === 'apache'
              ? 'Size of a request header field exceeds server limit.'
              : 'Request Header Or Cookie Too Large'
          return closing(frontPage(page, given.status ?? refusal.status, undefined, detail))
        }
        const length = Number(get(head.headers, 'content-length') ?? 0)
        if (most === undefined || length <= most) return
        x.say(tooLong(length.toLocaleString('en')))
        return bodyRefused()
      },
      async requestBody(source, head, x) {
        // Content-Length has been looked at; what has none is read until it is all there or too much.
        if (most === undefined || has(head.headers, 'content-length')) return source
        const chunks: Uint8Array[] = []
        let size = 0
        for await (const chunk of source as AsyncIterable<Uint8Array>) {
          size += chunk.length
          if (size > most) {
            x.say(tooLong(`at least ${size.toLocaleString('en')}`))
            return bodyRefused()
          }
          chunks.push(chunk)
        }
        return readableOf(Buffer.concat(chunks))
      },
    }
  },
  examples: [
    {
      note: 'three chunks of a session in one Cookie header are too much for nginx',
      options: { like: 'nginx' },
      wire: `
>  GET https://shop.localhost/
   Cookie: ${'s'.repeat(8300)}
<  400 Bad Request
   Content-Type: text/html
   Connection: close
>  GET https://shop.localhost/
   Cookie: ${'s'.repeat(8182)}
>> GET /
   Host: shop.localhost
   Cookie: ${'s'.repeat(8182)}
<< 200
<  200
>  GET https://shop.localhost/${'p'.repeat(8200)}
<  414 URI Too Long
   Content-Type: text/html
   Connection: close
`,
    },
    {
      note: 'nginx: four buffers of 8 kB, three lines of 2600 bytes in each',
      options: { like: 'nginx' },
      wire: `
>  GET https://shop.localhost/
${'   Cookie: '.concat('s'.repeat(2600), '\n').repeat(12)}>> GET /
   Host: shop.localhost
${'   Cookie: '.concat('s'.repeat(2600), '\n').repeat(12)}<< 200
<  200
>  GET https://shop.localhost/
${'   Cookie: '.concat('s'.repeat(2600), '\n').repeat(13)}<  400 Bad Request
   Content-Type: text/html
   Connection: close
`,
    },
    {
      note: 'Apache counts repeated lines together, and says 431 over HTTP/2',
      options: { like: 'apache' },
      wire: `
>  GET https://shop.localhost/
   Cookie: ${'s'.repeat(4200)}
   Cookie: ${'t'.repeat(4200)}
<  400 Bad Request
   Content-Type: text/html; charset=iso-8859-1
   Connection: close
>  GET https://shop.localhost/ h2
   cookie: ${'s'.repeat(8300)}
<  431 Request Header Fields Too Large
   Content-Type: text/html; charset=iso-8859-1
   Connection: close
`,
    },
    {
      note: 'limits of its own, and a body',
      options: { cookie: 64, count: 3, body: 4, status: 400 },
      wire: `
>  GET https://shop.localhost/
   Cookie: sid=abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz
<  400 Bad Request
   Connection: close
>  POST https://shop.localhost/
   Content-Length: 5
   | a=123
<  413 Payload Too Large
   Connection: close
>  POST https://shop.localhost/
   Transfer-Encoding: chunked
   | a=123
<  413 Payload Too Large
   Connection: close
`,
    },
  ],
})
