import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { headerEdits } from '../core/header-edits.ts'

const values = z.record(z.string(), z.string())

export default behaviour({
  name: 'request-headers',
  about: 'changes header lines of the request: keep-only, remove, rename, rewrite, set, default, add, in this order',
  options: z.strictObject({
    'keep-only': z
      .array(z.string())
      .optional()
      .describe('globs of the only names that pass; Host, Content-Length and Transfer-Encoding always do'),
    remove: z.array(z.string()).optional().describe('globs of names that do not pass'),
    rename: values.optional().describe('old name: new name'),
    rewrite: z
      .record(
        z.string(),
        z.strictObject({
          match: z.string().describe('regular expression'),
          to: z.string().describe('replacement, with $1, $2'),
        }),
      )
      .optional()
      .describe('name: what to look for in its value, and what to put there'),
    set: values.optional().describe('name: the only value from here on'),
    default: values.optional().describe('name: value when the request has no such line'),
    add: values.optional().describe('name: value of a further line'),
    'join-repeated': z
      .boolean()
      .optional()
      .describe('repeated lines of one name become one, joined with a comma: what Apache does, to Cookie too'),
  }),
  setup(options) {
    const edit = headerEdits(options, ['host', 'content-length', 'transfer-encoding'])
    return {
      request(head) {
        const headers = edit(head.headers)
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'a hardened edge that takes Origin away: Server Actions lose their check',
      options: { remove: ['Origin', 'X-Debug-*'], set: { 'X-Edge': '1' } },
      wire: `
>  POST https://shop.localhost/login
   Origin: https://shop.localhost
   X-Debug-User: 1
   X-Edge: 9
>> POST /login
   Host: shop.localhost
   X-Edge: 1
<< 303
   Location: /
<  303
   Location: /
`,
    },
    {
      note: 'Apache joins two Cookie lines with a comma: the app then finds one cookie',
      options: { 'join-repeated': true },
      wire: `
>  GET https://shop.localhost/
   Cookie: sid=abc
   Accept: */*
   Cookie: theme=dark
>> GET /
   Host: shop.localhost
   Cookie: sid=abc, theme=dark
   Accept: */*
<< 200
<  200
`,
    },
    {
      options: {
        'keep-only': ['Cookie', 'X-Old'],
        rename: { 'X-Old': 'X-New' },
        rewrite: { 'X-New': { match: '^v(\\d)', to: 'version-$1' } },
        default: { Accept: '*/*' },
        add: { 'X-New': 'second' },
      },
      wire: `
>  GET https://shop.localhost/
   X-Old: v2
   User-Agent: test
   Cookie: a=1
>> GET /
   Host: shop.localhost
   X-New: version-2
   Cookie: a=1
   Accept: */*
   X-New: second
<< 200
<  200
`,
    },
  ],
})
