import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { headerEdits } from '../core/header-edits.ts'

const values = z.record(z.string(), z.string())

// nginx add_header without `always` only works on some statuses: say so with `when: { status: [200, 201, 204, 206, 301, 302, 303, 304, 307, 308] }`.
export default behaviour({
  name: 'response-headers',
  about:
    'changes header lines of the response: keep-only, remove, rename, rewrite, set, default, add, add-first, in this order',
  options: z.strictObject({
    'keep-only': z
      .array(z.string())
      .optional()
      .describe(
        'globs of the only names that pass; Content-Type, Content-Length, Location and Set-Cookie are not spared',
      ),
    remove: z.array(z.string()).optional().describe('globs of names that do not pass (nginx proxy_hide_header)'),
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
    default: values.optional().describe('name: value when the response has no such line'),
    'add-first': values
      .optional()
      .describe(
        "name: value of a further line before those that are there (Apache Header always set, beside the app's own)",
      ),
    add: values.optional().describe('name: value of a further line, whatever is there (nginx add_header)'),
    unite: z
      .array(z.string())
      .optional()
      .describe('list fields that become one line without blanks, each member once (Apache: Vary)'),
  }),
  setup(options) {
    const edit = headerEdits(options)
    return {
      response(head) {
        const headers = edit(head.headers)
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'a hardened edge: the browser will send no Referer and Origin: null',
      options: { set: { 'Referrer-Policy': 'no-referrer' }, remove: ['X-Powered-By', 'Server'] },
      wire: `
>  GET https://shop.localhost/login
>> GET /login
   Host: shop.localhost
<< 200 OK
   X-Powered-By: Next.js
   Referrer-Policy: same-origin
<  200 OK
   Referrer-Policy: no-referrer
`,
    },
    {
      note: 'add makes a second line, set replaces',
      options: { add: { 'Cache-Control': 'private' }, 'add-first': { 'X-Hop': '2' }, default: { Vary: 'Cookie' } },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Cache-Control: public
   X-Hop: 1
<  200
   X-Hop: 2
   X-Hop: 1
   Cache-Control: public
   Vary: Cookie
   Cache-Control: private
`,
    },
    {
      options: { 'keep-only': ['Content-Type', 'X-*'], rewrite: { 'X-Session': { match: '=(\\w+)', to: '=*' } } },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Content-Type: text/html
   Set-Cookie: sid=1
   X-Session: id=abc
<  200
   Content-Type: text/html
   X-Session: id=*
`,
    },
  ],
})
