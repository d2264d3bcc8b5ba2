import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { readableOf } from '../core/body.ts'

const RATE = /^(\d+(?:\.\d+)?)(kB|MB|kbit|Mbit)$/
const UNIT: Record<string, number> = { kB: 1000, MB: 1_000_000, kbit: 125, Mbit: 125_000 }
const rate = z.union([
  z.number().positive(),
  z.string().regex(RATE, 'a bandwidth is bytes per second, or 50kB, 1MB, 400kbit, 10Mbit'),
])

/** Milliseconds of one slice: short enough to look steady. */
const SLICE = 50

export default behaviour({
  name: 'bandwidth',
  about: 'a narrow line: bodies take their time, each on its own',
  options: z.strictObject({
    down: rate.optional().describe('to the browser: bytes per second, or 50kB, 400kbit (slow 3G), 10Mbit'),
    up: rate.optional().describe('to the app: the same for request bodies'),
  }),
  setup({ down, up }) {
    return {
      ...(down === undefined ? {} : { body: (source: Readable) => paced(source, bytesPerSecond(down)) }),
      ...(up === undefined ? {} : { requestBody: (source: Readable) => paced(source, bytesPerSecond(up)) }),
    }
  },
  examples: [
    {
      note: 'all of it arrives, later',
      options: { down: '10Mbit' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: sid=1
   | a page
<  200
   Set-Cookie: sid=1
   | a page
`,
    },
    {
      options: { up: '1MB' },
      wire: `
>  POST https://shop.localhost/upload
   Content-Length: 5
   | bytes
>> POST /upload
   Host: shop.localhost
   Content-Length: 5
   | bytes
<< 204
<  204
`,
    },
  ],
})

function bytesPerSecond(given: number | string): number {
  if (typeof given === 'number') return given
  const [, amount = '0', unit = 'kB'] = RATE.exec(given) ?? []
  return Number(amount) * UNIT[unit]!
}

function paced(source: Readable, perSecond: number): Readable {
  const slice = Math.max(1, Math.floor((perSecond * SLICE) / 1000))
  const waits = new Set<NodeJS.Timeout>()
  const out = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let at = 0
      const next = () => {
        const piece = chunk.subarray(at, at + slice)
        at += piece.length
        const timer = setTimeout(
          () => {
            waits.delete(timer)
            out.push(piece)
            if (at < chunk.length) next()
            else done()
          },
          (piece.length / perSecond) * 1000,
        )
        waits.add(timer)
      }
      if (chunk.length === 0) done()
      else next()
    },
  })
  out.once('close', () => {
    for (const timer of waits) clearTimeout(timer)
    source.destroy()
  })
  source.on('error', (error) => out.destroy(error))
  return readableOf(source).pipe(out)
}
