import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { filter } from '../core/headers.ts'

export default behaviour({
  name: 'invalid-headers',
  about:
    'request headers whose names the front finds odd vanish without a word (nginx ignore_invalid_headers, underscores_in_headers)',
  options: z.strictObject({
    underscores: z.enum(['drop', 'keep']).default('drop').describe('names with an underscore, such as session_id'),
    others: z
      .enum(['drop', 'keep'])
      .default('drop')
      .describe('names with anything but letters, digits, hyphens and underscores'),
  }),
  setup({ underscores, others }) {
    // nginx counts only these as valid (documentation of ignore_invalid_headers).
    const fine = (name: string) =>
      (underscores === 'keep' || !name.includes('_')) && (others === 'keep' || /^[\w-]+$/.test(name))
    return {
      request(head) {
        const headers = filter(head.headers, fine)
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'nginx default: a token in session_id never arrives',
      options: {},
      wire: `
>  GET https://shop.localhost/api/me
   session_id: abc
   X.Trace: 1
   X-User: 7
>> GET /api/me
   Host: shop.localhost
   X-User: 7
<< 200
<  200
`,
    },
    {
      note: 'underscores_in_headers on',
      options: { underscores: 'keep' },
      wire: `
>  GET https://shop.localhost/api/me
   session_id: abc
   X.Trace: 1
>> GET /api/me
   Host: shop.localhost
   session_id: abc
<< 200
<  200
`,
    },
  ],
})
