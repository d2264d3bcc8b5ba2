import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { parseCookieHeader } from '../core/cookies.ts'
import type { Exchange, RequestHead } from '../core/exchange.ts'
import { get } from '../core/headers.ts'
import { pathOf } from '../core/kind.ts'

const options = z.strictObject({
  by: z
    .enum(['round-robin', 'random', 'least-connections', 'hash'])
    .default('round-robin')
    .describe('how the instance is chosen for each request; with one instance there is nothing to choose'),
  key: z
    .string()
    .regex(/^(?:address|path|uri|header:.+|cookie:.+)$/)
    .default('address')
    .describe('what hash goes by: address (nginx ip_hash: an IPv4 network), path, uri, header:NAME or cookie:NAME'),
})

// Put `sticky` below it: an instance that a cookie names is not chosen anew.
export default behaviour({
  name: 'balance',
  about:
    'requests are spread over the instances of the app (several --upstream); sessions in the memory of one are missing in the other',
  options,
  setup({ by, key }, tools) {
    let next = 0
    const open: number[] = []
    const counted = new WeakMap<object, number>()
    const release = (x: Exchange) => {
      const upstream = counted.get(x)
      if (upstream === undefined) return
      counted.delete(x)
      open[upstream] = (open[upstream] ?? 1) - 1
    }
    const choose = (head: RequestHead, x: Exchange): number => {
      const { length } = x.upstreams
      if (by === 'random') return Math.floor(tools.random() * length)
      if (by === 'hash') return hash(keyOf(key, head, x)) % length
      const first = next++ % length
      if (by === 'round-robin') return first
      // Among those with the fewest requests under way, in turn.
      const turn = x.upstreams.map((_, i) => (first + i) % length)
      return turn.reduce((best, i) => ((open[i] ?? 0) < (open[best] ?? 0) ? i : best))
    }
    return {
      request(head, x) {
        if (x.upstreams.length < 2) return
        const upstream = choose(head, x)
        if (by === 'least-connections') {
          counted.set(x, upstream)
          open[upstream] = (open[upstream] ?? 0) + 1
          x.signal.addEventListener('abort', () => release(x))
        }
        return upstream === head.upstream ? undefined : { ...head, upstream }
      },
      ...(by === 'least-connections'
        ? {
            response(head, x) {
              if (x.asked.method === 'HEAD' || head.status === 204 || head.status === 304) release(x)
            },
            body(source, _head, x) {
              source.once('close', () => release(x))
              return source
            },
            failure: (_failure, _head, x) => release(x),
          }
        : {}),
    }
  },
  examples: [
    {
      note: 'in turn: the session that one instance keeps in memory is unknown to the other',
      options: {},
      wire: `
>  POST https://shop.localhost/login
>> POST /login
   Host: shop.localhost
<< 303
   Set-Cookie: sid=1
<  303
   Set-Cookie: sid=1
>  GET https://shop.localhost/me
   Cookie: sid=1
>> GET /me to=b
   Host: shop.localhost
   Cookie: sid=1
<< 401
<  401
>  GET https://shop.localhost/me
   Cookie: sid=1
>> GET /me
   Host: shop.localhost
   Cookie: sid=1
<< 200
<  200
`,
    },
    {
      note: 'by a cookie: whoever has the same one comes to the same instance',
      options: { by: 'hash', key: 'cookie:sid' },
      wire: `
>  GET https://shop.localhost/
   Cookie: sid=b
>> GET / to=b
   Host: shop.localhost
   Cookie: sid=b
<< 200
<  200
>  GET https://shop.localhost/x
   Cookie: sid=b; theme=dark
>> GET /x to=b
   Host: shop.localhost
   Cookie: sid=b; theme=dark
<< 200
<  200
`,
    },
    {
      options: { by: 'least-connections' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 204
<  204
>  GET https://shop.localhost/
>> GET / to=b
   Host: shop.localhost
<< 204
<  204
`,
    },
  ],
})

function keyOf(key: string, head: RequestHead, x: Exchange): string {
  const [kind = '', name = ''] = key.split(/:(.*)/)
  if (kind === 'path') return pathOf(head.target)
  if (kind === 'uri') return head.target
  if (kind === 'header') return get(head.headers, name) ?? ''
  if (kind === 'cookie')
    return parseCookieHeader(get(head.headers, 'cookie') ?? '').find((pair) => pair.name === name)?.value ?? ''
  // nginx ip_hash takes the first three parts of an IPv4 address, and all of an IPv6 address.
  return x.from.address.replace(/^(\d+\.\d+\.\d+)\.\d+$/, '$1')
}

/** FNV-1a with a last mix; any spread will do, the same for every run. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return (value ^ (value >>> 15)) >>> 0
}
