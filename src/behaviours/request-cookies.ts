import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { cookiePairEdits, MANGLINGS } from '../core/cookie-pair-edits.ts'
import { cookieHeader, parseCookieHeader } from '../core/cookies.ts'
import type { HeaderList } from '../core/headers.ts'
import { add, getAll, mapValues, set, without } from '../core/headers.ts'

export default behaviour({
  name: 'request-cookies',
  about:
    'what becomes of the Cookie header on its way to the app: drop or keep-only, rename, mangle, inject, duplicate, then how it is written',
  options: z.strictObject({
    drop: z.array(z.string()).optional().describe('globs of cookies that do not pass'),
    'keep-only': z.array(z.string()).optional().describe('globs of the only cookies that pass; [] drops them all'),
    rename: z.record(z.string(), z.string()).optional().describe('old name: new name'),
    mangle: z
      .enum(MANGLINGS)
      .optional()
      .describe(
        'what is done to every value that passes: percent-decoding, percent-encoding, quotes around it, = at the end cut off',
      ),
    inject: z
      .record(z.string(), z.string())
      .optional()
      .describe('name: value of a cookie the browser never had; at the end'),
    duplicate: z
      .strictObject({
        name: z.string().describe('the cookie'),
        value: z.string().describe('the value of the copy'),
        position: z
          .enum(['before', 'after'])
          .default('before')
          .describe('where the copy stands; most parsers take the first'),
      })
      .optional()
      .describe('a second cookie of a name that the request has, as a cookie for another path or domain makes it'),
    truncate: z.number().int().positive().optional().describe('the whole header is cut after so many bytes'),
    crumbs: z
      .enum(['split', 'first-only', 'last-only'])
      .optional()
      .describe('split: one Cookie line per cookie; first-only, last-only: of several lines one is read'),
    sort: z.boolean().default(false).describe('the cookies stand in alphabetical order (CloudFront)'),
    'join-lines': z.string().optional().describe('several Cookie lines become one, with this between them'),
  }),
  setup(o) {
    const rewrite = cookiePairEdits(o)
    return {
      request(head) {
        let headers: HeaderList = mapValues(head.headers, 'cookie', rewrite)
        for (const [name, value] of Object.entries(o.inject ?? {})) headers = injected(headers, name, value)
        const lines = getAll(headers, 'cookie')
        if (o.crumbs === 'split')
          headers = mapValues(headers, 'cookie', (line) =>
            line.includes(';') ? parseCookieHeader(line).map((pair) => cookieHeader([pair])) : line,
          )
        if (lines.length > 1 && o.crumbs === 'first-only') headers = set(headers, 'Cookie', lines[0]!)
        if (lines.length > 1 && o.crumbs === 'last-only') headers = set(headers, 'Cookie', lines.at(-1)!)
        const now = getAll(headers, 'cookie')
        if (o['join-lines'] !== undefined && now.length > 1)
          headers = add(without(headers, 'cookie'), 'Cookie', now.join(o['join-lines']))
        if (o.sort) headers = mapValues(headers, 'cookie', sorted)
        if (o.truncate !== undefined) headers = mapValues(headers, 'cookie', (line) => line.slice(0, o.truncate))
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'Firebase Hosting and CDNs with an allowlist: only __session passes',
      options: { 'keep-only': ['__session'] },
      wire: `
>  GET https://shop.localhost/
   Cookie: __session=1; sid=abc
>> GET /
   Host: shop.localhost
   Cookie: __session=1
<< 200
<  200
>  GET https://shop.localhost/
   Cookie: sid=abc
>> GET /
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'cookies of chunked sessions are easily forgotten in allowlists; what is not touched stays as it is',
      options: { drop: ['*.1', '_ga*'] },
      wire: `
>  GET https://shop.localhost/
   Cookie: s.0=aa; s.1=bb; _ga=GA1
>> GET /
   Host: shop.localhost
   Cookie: s.0=aa
<< 200
<  200
>  GET https://shop.localhost/
   Cookie: a="x" ;b
>> GET /
   Host: shop.localhost
   Cookie: a="x" ;b
<< 200
<  200
`,
    },
    {
      note: 'HTTP/2 crumbs joined with a comma: the parser finds one cookie',
      options: { crumbs: 'split', 'join-lines': ', ' },
      wire: `
>  GET https://shop.localhost/
   Cookie: sid=abc; theme=dark
>> GET /
   Host: shop.localhost
   Cookie: sid=abc, theme=dark
<< 200
<  200
`,
    },
    {
      options: {
        rename: { old: 'sid' },
        duplicate: { name: 'sid', value: 'stale' },
        inject: { edge: '1' },
        mangle: 'strip-equals',
        truncate: 29,
      },
      wire: `
>  GET https://shop.localhost/
   Cookie: old=YWJj==; t=1
>> GET /
   Host: shop.localhost
   Cookie: sid=stale; sid=YWJj; t=1; edg
<< 200
<  200
`,
    },
  ],
})

function sorted(line: string): string {
  const pairs = parseCookieHeader(line)
  const after = [...pairs].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return after.every((pair, i) => pair === pairs[i]) ? line : cookieHeader(after)
}

function injected(headers: HeaderList, name: string, value: string): HeaderList {
  const lines = getAll(headers, 'cookie')
  if (lines.length === 0) return add(headers, 'Cookie', `${name}=${value}`)
  let at = 0
  return mapValues(headers, 'cookie', (line) => (++at === lines.length ? `${line}; ${name}=${value}` : line))
}
