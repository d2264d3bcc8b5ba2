import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { get } from '../core/headers.ts'

/** As many links as are remembered: each is scanned once. */
const MOST = 1000

// Mail gateways (Microsoft Defender Safe Links and its like) and chat programs open links before people do, without their cookies.
export default behaviour({
  name: 'link-scanner',
  about: 'somebody opens each link before the user does, without cookies: a link that works once is used up',
  options: z.strictObject({
    methods: z
      .array(z.enum(['GET', 'HEAD']))
      .min(1)
      .default(['GET'])
      .describe('what is sent, in this order; most scanners send GET, some HEAD first'),
    agent: z
      .string()
      .default('Mozilla/5.0 (compatible; link scanner)')
      .describe('its User-Agent; many say that they are a browser'),
  }),
  setup({ methods, agent }) {
    const scanned = new Set<string>()
    return {
      async request(_head, x) {
        const { target, headers } = x.request
        if (!x.visit || scanned.has(target)) return
        if (scanned.size >= MOST) scanned.clear()
        scanned.add(target)
        const host = get(headers, 'host')
        for (const method of methods)
          await x.visit({
            as: 'link-scanner',
            cookies: 'none',
            method,
            target,
            headers: [...(host === undefined ? [] : ['Host', host]), 'User-Agent', agent, 'Accept', '*/*'],
          })
        x.say('a link scanner opened this link first')
      },
    }
  },
  examples: [
    {
      note: 'the scanner is an exchange of its own; to the request of the user nothing is done',
      options: {},
      wire: `
>  GET https://shop.localhost/verify?token=1
   Cookie: theme=dark
>> GET /verify?token=1
   Host: shop.localhost
   Cookie: theme=dark
<< 303
   Set-Cookie: sid=1
<  303
   Set-Cookie: sid=1
`,
    },
    {
      options: { methods: ['HEAD', 'GET'] },
      wire: `
>  GET https://shop.localhost/verify?token=1
>> GET /verify?token=1
   Host: shop.localhost
<< 410
<  410
`,
    },
  ],
})
