import zlib from 'node:zlib'
import { z } from 'zod'
import { takesCoding } from '../core/accept-encoding.ts'
import { behaviour } from '../core/behaviour.ts'
import type { ResponseHead } from '../core/exchange.ts'
import { add, get, has, mapValues, set, without } from '../core/headers.ts'
import { nameMatcher } from '../core/name-globs.ts'

// nginx gzip, Caddy encode and the gzip that Go's HTTP client asks for by itself, as measured.
export default behaviour({
  name: 'compression',
  about:
    'the front packs answers for browsers that take it, and may unpack what it asked the app for on its own account',
  options: z.strictObject({
    types: z
      .array(z.string())
      .default(['text/html'])
      .describe('globs of the content types that are packed; nginx always packs text/html'),
    'min-length': z.number().int().nonnegative().default(20).describe('answers that say to be shorter are left alone'),
    status: z
      .array(z.number().int())
      .optional()
      .describe('only answers with these statuses (nginx: 200, 403, 404); all when absent'),
    etag: z
      .enum(['weaken', 'keep'])
      .default('weaken')
      .describe(
        'what is packed says it is the same as before in other bytes: its ETag becomes a weak one (nginx); Caddy 2.6 keeps it',
      ),
    vary: z.boolean().default(false).describe('adds Vary: Accept-Encoding to what is packed'),
    pack: z.boolean().default(true).describe('false: nothing is packed, only `ask` applies'),
    ask: z
      .union([z.boolean(), z.array(z.enum(['gzip', 'br'])).min(1)])
      .default(false)
      .describe(
        'true asks the app for gzip when the browser did not say what it takes, and unpacks the answer (Caddy, other fronts in Go); a list asks for these whatever the browser takes, and unpacks for one that does not take what came (Cloudflare)',
      ),
  }),
  setup({ types, 'min-length': least, status, vary, pack, ask, etag }) {
    const wanted = nameMatcher(types, true)
    const packed = new WeakSet<ResponseHead>()
    const unpacked = new WeakMap<ResponseHead, string>()
    const asked = new WeakSet<object>()
    const always = Array.isArray(ask) ? ask : undefined
    return {
      request(head, x) {
        if (always) return { ...head, headers: set(head.headers, 'Accept-Encoding', always.join(', ')) }
        if (!ask || has(head.headers, 'accept-encoding') || has(head.headers, 'range') || head.method === 'HEAD') return
        asked.add(x)
        return { ...head, headers: add(head.headers, 'Accept-Encoding', 'gzip') }
      },
      response(head, x) {
        const { headers } = head
        const coding = get(headers, 'content-encoding')
        const came = coding?.toLowerCase() ?? ''
        const foreign = always?.some((one) => one === came) && !takesCoding(x.asked.headers, came)
        if (foreign || (asked.has(x) && came === 'gzip')) {
          const plain = { ...head, headers: without(without(headers, 'content-encoding'), 'content-length') }
          unpacked.set(plain, came)
          return plain
        }
        const takes = takesCoding(x.asked.headers, 'gzip')
        const type = get(headers, 'content-type')?.split(';')[0]?.trim() ?? ''
        const length = get(headers, 'content-length')
        const fits =
          pack && takes && coding === undefined && wanted(type) && (length === undefined || Number(length) >= least)
        const bodyless = x.asked.method === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304
        if (!fits || bodyless || head.status === 206 || (status && !status.includes(head.status))) return
        // The tag named other bytes (RFC 9110 section 8.8.3.3).
        const weak = mapValues(without(headers, 'content-length'), 'etag', (tag) =>
          etag === 'weaken' && tag.startsWith('"') ? `W/${tag}` : tag,
        )
        const named = set(weak, 'Content-Encoding', 'gzip')
        const done = { ...head, headers: vary ? add(named, 'Vary', 'Accept-Encoding') : named }
        packed.add(done)
        return done
      },
      body(source, head) {
        const coding = unpacked.get(head)
        if (coding) return through(source, coding === 'br' ? zlib.createBrotliDecompress() : zlib.createGunzip())
        // Every piece goes on at once: an event stream stays one.
        if (packed.has(head)) return through(source, zlib.createGzip({ flush: zlib.constants.Z_SYNC_FLUSH }))
        return source
      },
    }
  },
  examples: [
    {
      note: 'what is short, of another type or packed already is left alone',
      options: { types: ['text/html', 'application/json'], 'min-length': 256, vary: true },
      wire: `
>  GET https://shop.localhost/
   Accept-Encoding: gzip, br
>> GET /
   Host: shop.localhost
   Accept-Encoding: gzip, br
<< 200
   Content-Type: text/html; charset=utf-8
   Content-Length: 2500
   ETag: "v1"
<  200
   Content-Type: text/html; charset=utf-8
   ETag: W/"v1"
   Content-Encoding: gzip
   Vary: Accept-Encoding
>  GET https://shop.localhost/
   Accept-Encoding: gzip
>> GET /
   Host: shop.localhost
   Accept-Encoding: gzip
<< 200
   Content-Type: application/json
   Content-Length: 2
   | {}
<  200
   Content-Type: application/json
   Content-Length: 2
   | {}
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Content-Type: text/html
<  200
   Content-Type: text/html
`,
    },
    {
      note: 'Caddy asks on its own account',
      options: { pack: false, ask: true },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
   Accept-Encoding: gzip
<< 200
   Content-Type: text/html
   | plain
<  200
   Content-Type: text/html
   | plain
`,
    },
    {
      note: 'Cloudflare asks for what it takes itself; an answer that no browser asked to be packed is unpacked',
      options: { pack: false, ask: ['br', 'gzip'] },
      wire: `
>  GET https://shop.localhost/
   Accept-Encoding: gzip
>> GET /
   Host: shop.localhost
   Accept-Encoding: br, gzip
<< 200
   Content-Type: text/html
   Content-Encoding: gzip
   Content-Length: 20
<  200
   Content-Type: text/html
   Content-Encoding: gzip
   Content-Length: 20
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
   Accept-Encoding: br, gzip
<< 200
   Content-Type: text/html
   | plain
<  200
   Content-Type: text/html
   | plain
`,
    },
  ],
})

type Readable = import('node:stream').Readable

function through(source: Readable, coder: import('node:stream').Transform): Readable {
  source.on('error', (error) => coder.destroy(error))
  coder.once('close', () => source.destroy())
  return source.pipe(coder)
}
