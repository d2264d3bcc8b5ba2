import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { bytesAtHand } from '../core/body.ts'
import { gather } from '../core/gather.ts'
import { get, has, without } from '../core/headers.ts'
import { inPieces } from '../core/pieces.ts'

// Measured on nginx 1.22.1. Over HTTP/1.1 and TLS its answers go on when a TLS buffer (ssl_buffer_size 16k) is full or the answer ends;
// over plain HTTP and HTTP/2 the chunks of an HTTP/1.1 app go on as they come, those of an HTTP/1.0 app when a buffer is full.
export default behaviour({
  name: 'buffering',
  about:
    'what a front holds back until there is more of it: event streams that arrive all at once, requests read whole before the app hears of them',
  options: z.strictObject({
    'over-tls': z
      .number()
      .int()
      .nonnegative()
      .default(0)
      .describe('to browsers that speak HTTP/1.1 over TLS, answers go on in pieces of so many bytes (nginx 16384)'),
    pieces: z
      .number()
      .int()
      .nonnegative()
      .default(0)
      .describe(
        'to all others, answers go on in pieces of so many bytes (nginx that speaks HTTP/1.0 to the app: 4096)',
      ),
    'x-accel': z.boolean().default(true).describe('X-Accel-Buffering: no in an answer switches this off for it'),
    request: z
      .enum(['stream', 'gather'])
      .default('stream')
      .describe(
        'gather: the body is read whole first and sent with Content-Length, so that it can be sent again (nginx proxy_request_buffering on)',
      ),
    memory: z
      .number()
      .int()
      .positive()
      .default(1_048_576)
      .describe('bodies of more bytes go through as they come, also with gather'),
  }),
  setup({ 'over-tls': overTls, pieces, 'x-accel': accel, request, memory }) {
    return {
      ...(request === 'gather'
        ? {
            request(head) {
              // Bytes at hand are sent with their length.
              const chunked = has(head.headers, 'transfer-encoding') && !has(head.headers, 'trailer')
              return chunked ? { ...head, headers: without(head.headers, 'transfer-encoding') } : undefined
            },
            requestBody: (source) => gather(source, memory),
          }
        : {}),
      ...(overTls + pieces > 0
        ? {
            body(source, head, x) {
              if (bytesAtHand(source)) return source
              if (accel && get(head.headers, 'x-accel-buffering')?.toLowerCase() === 'no') return source
              const size = x.from.scheme === 'https' && x.from.version !== '2' && overTls > 0 ? overTls : pieces
              return size > 0 ? inPieces(source, size) : source
            },
          }
        : {}),
    }
  },
  examples: [
    {
      note: 'nothing is lost or added: only the time at which it arrives is another one',
      options: { 'over-tls': 16_384, pieces: 4 },
      wire: `
>  GET https://shop.localhost/events
>> GET /events
   Host: shop.localhost
<< 200
   Content-Type: text/event-stream
   | data: 1
   |
   | data: 2
<  200
   Content-Type: text/event-stream
   | data: 1
   |
   | data: 2
>  GET https://shop.localhost/events h2
>> GET /events
   Host: shop.localhost
<< 200
   X-Accel-Buffering: no
   | data: 1
<  200
   X-Accel-Buffering: no
   | data: 1
`,
    },
    {
      note: 'a chunked upload is read whole',
      options: { request: 'gather' },
      wire: `
>  POST https://shop.localhost/upload
   Transfer-Encoding: chunked
   | a=1
>> POST /upload
   Host: shop.localhost
   | a=1
<< 204
<  204
`,
    },
  ],
})
