import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { withAttributes } from '../core/cookie-flags.ts'
import { parseSetCookie, setCookieLine } from '../core/cookies.ts'
import type { RequestHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { add, getAll, mapValues, without } from '../core/headers.ts'
import { nameMatcher } from '../core/name-globs.ts'
import { remembered } from '../core/remembered.ts'

export default behaviour({
  name: 'response-cookies',
  about:
    'what becomes of Set-Cookie on its way to the browser: drop, rename, attributes, pad, keep, inject, fold, in this order',
  options: z.strictObject({
    only: z.array(z.string()).optional().describe('globs: rename, attributes and pad touch these cookies alone'),
    drop: z.array(z.string()).optional().describe('globs of cookies whose lines do not pass; ["*"] drops them all'),
    rename: z.record(z.string(), z.string()).optional().describe('old name: new name'),
    'set-attributes': z
      .record(z.string(), z.union([z.string(), z.boolean()]))
      .optional()
      .describe('attribute: value, or true for one without a value; replaces one that is there; false removes'),
    'remove-attributes': z.array(z.string()).optional().describe('attributes that go, such as Secure'),
    pad: z
      .strictObject({
        name: z.string().describe('glob of the cookies'),
        bytes: z.number().int().positive().describe('how long the whole line gets'),
      })
      .optional()
      .describe(
        'makes values longer, to reach size limits: as if the app had set a larger session, so it gets its own value back',
      ),
    keep: z
      .union([z.enum(['first', 'last']), z.number().int().positive()])
      .optional()
      .describe('of several Set-Cookie lines only the first, the last, or so many pass (header maps in adapters)'),
    inject: z
      .strictObject({
        line: z.string().describe('the whole Set-Cookie value; # stands for the number of the copy'),
        count: z.number().int().positive().default(1).describe('how many'),
      })
      .optional()
      .describe("further cookies of the front's own"),
    fold: z
      .union([z.boolean(), z.string()])
      .default(false)
      .describe('all lines become one, joined with ", " (or with this text): browsers keep the first cookie at most'),
  }),
  setup(o) {
    const only = o.only && nameMatcher(o.only)
    const dropped = o.drop && nameMatcher(o.drop)
    const padded = o.pad && nameMatcher([o.pad.name])
    const removed = new Set(
      [
        ...(o['remove-attributes'] ?? []),
        ...Object.entries(o['set-attributes'] ?? {}).flatMap(([name, value]) => (value === false ? [name] : [])),
      ].map((name) => name.toLowerCase()),
    )
    const given = Object.entries(o['set-attributes'] ?? {}).flatMap(([name, value]) =>
      value === false ? [] : [{ name, value: value === true ? null : value }],
    )
    const rewrite = remembered((line: string): string | undefined => {
      const cookie = parseSetCookie(line)
      if (dropped?.(cookie.name)) return undefined
      if (only && !only(cookie.name)) return line
      const name = o.rename?.[cookie.name] ?? cookie.name
      const attributes = withAttributes(cookie.attributes, removed, given)
      const same = name === cookie.name && attributes === cookie.attributes
      const text = same ? line : setCookieLine({ ...cookie, name, attributes })
      return o.pad && padded?.(name) ? pad(text, o.pad.bytes) : text
    })
    const unpad = remembered((line: string) =>
      line.replace(PADDED, (all, pair: string, name: string) => (padded?.(name) ? pair : all)),
    )
    return {
      ...(o.pad
        ? {
            request(head: RequestHead) {
              const headers = mapValues(head.headers, 'cookie', unpad)
              return headers === head.headers ? undefined : { ...head, headers }
            },
          }
        : {}),
      response(head) {
        let headers: HeaderList = mapValues(head.headers, 'set-cookie', rewrite)
        const lines = getAll(headers, 'set-cookie')
        if (o.keep !== undefined && lines.length > (typeof o.keep === 'number' ? o.keep : 1)) {
          const kept =
            o.keep === 'first' ? lines.slice(0, 1) : o.keep === 'last' ? lines.slice(-1) : lines.slice(0, o.keep)
          headers = kept.reduce((list, line) => add(list, 'Set-Cookie', line), without(headers, 'set-cookie'))
        }
        for (let i = 0; o.inject && i < o.inject.count; i++)
          headers = add(headers, 'Set-Cookie', o.inject.line.replaceAll('#', String(i)))
        const all = getAll(headers, 'set-cookie')
        if (o.fold && all.length > 1)
          headers = add(without(headers, 'set-cookie'), 'Set-Cookie', all.join(o.fold === true ? ', ' : o.fold))
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'an edge that folds repeated headers: the browser takes one cookie with a strange value',
      options: { fold: true },
      wire: `
>  POST https://shop.localhost/login
>> POST /login
   Host: shop.localhost
<< 302
   Set-Cookie: sid=abc; Path=/; HttpOnly
   Location: /
   Set-Cookie: csrf=1; Path=/
<  302
   Location: /
   Set-Cookie: sid=abc; Path=/; HttpOnly, csrf=1; Path=/
`,
    },
    {
      options: {
        drop: ['_*'],
        'set-attributes': { SameSite: 'Strict', Secure: true },
        'remove-attributes': ['Domain'],
        only: ['sid', '_x'],
      },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: sid=abc; Domain=shop.localhost; samesite=lax
   Set-Cookie: theme=dark; Domain=shop.localhost
   Set-Cookie: _x=1
<  200
   Set-Cookie: sid=abc; SameSite=Strict; Secure
   Set-Cookie: theme=dark; Domain=shop.localhost
`,
    },
    {
      options: {
        rename: { sid: 'edge_sid' },
        keep: 'last',
        pad: { name: 'edge_*', bytes: 28 },
        inject: { line: 'ad#=1; Path=/', count: 2 },
      },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: a=1
   Set-Cookie: sid=2; HttpOnly
<  200
   Set-Cookie: edge_sid=2.padxxxx; HttpOnly
   Set-Cookie: ad0=1; Path=/
   Set-Cookie: ad1=1; Path=/
>  GET https://shop.localhost/
   Cookie: theme=dark.pad; edge_sid=2.padxxxx; x=y
>> GET /
   Host: shop.localhost
   Cookie: theme=dark.pad; edge_sid=2; x=y
<< 200
<  200
   Set-Cookie: ad0=1; Path=/
   Set-Cookie: ad1=1; Path=/
`,
    },
  ],
})

const FILLER = '.pad'
const PADDED = /(([^;=\s]+)=[^;]*?)\.padx*(?=;|$)/g

function pad(line: string, bytes: number): string {
  const end = line.indexOf(';') < 0 ? line.length : line.indexOf(';')
  const more = bytes - line.length - FILLER.length
  return more < 0 ? line : `${line.slice(0, end)}${FILLER}${'x'.repeat(more)}${line.slice(end)}`
}
