import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { Forwarding, HopFacts } from '../core/forwarded-fields.ts'
import { FORWARDING, forwardedElement, hopFacts, writeForwarded } from '../core/forwarded-fields.ts'
import { get } from '../core/headers.ts'
import { PEER, peerMatcher } from '../core/trusted-peers.ts'

const how = z
  .union([
    z.enum(FORWARDING),
    z.strictObject({
      literal: z
        .string()
        .describe('this text, whatever came; $address, $scheme and $host stand for what this hop knows'),
    }),
  ])
  .default('pass')

// Joining, second lines and trust as measured on nginx 1.22, HAProxy 2.6, Caddy 2.6 and Apache 2.4.
const options = z.strictObject({
  for: how.describe(
    'X-Forwarded-For, the peer\'s address. pass: the client\'s own value stays; omit: removed; set: ours alone; append: joined to what came with ", "; add-line: ours as a second line (HAProxy option forwardfor); keep: what a trusted peer sent, else ours; { literal: text }',
  ),
  proto: how.describe('X-Forwarded-Proto, the scheme this hop was reached with: http on an inner hop'),
  host: how.describe('X-Forwarded-Host, the Host this hop was asked for; put this step before `host`'),
  port: how.describe('X-Forwarded-Port, the port this hop was reached on'),
  'real-ip': how.describe("X-Real-IP, the peer's address"),
  server: how.describe("X-Forwarded-Server, the front's own name (Apache)"),
  forwarded: how.describe('Forwarded (RFC 7239), for, host and proto together'),
  'host-as': z
    .enum(['sent', 'without-port', 'with-port'])
    .default('sent')
    .describe('how the host is written: as it came, as nginx $host, or always with a port'),
  'own-port': z
    .enum(['keep', 'drop'])
    .default('keep')
    .describe("what without-port does with this front's own port, which stands for 443 here; see `host`"),
  trust: z
    .union([z.enum(['all', 'none']), z.array(z.string().regex(PEER))])
    .default('all')
    .describe(
      'the peers whose values append and keep go on from; from others they count as not sent (Caddy trusted_proxies)',
    ),
  client: z
    .enum(['peer', 'last-forwarded-for'])
    .default('peer')
    .describe(
      "whose address is written: the peer's, or the last one that a trusted peer put into X-Forwarded-For (nginx real_ip_header)",
    ),
})

export default behaviour({
  name: 'forwarded',
  about: 'what the app is told about the request before the front: X-Forwarded-*, X-Real-IP, Forwarded',
  options,
  setup(options) {
    const { trust } = options
    const trusts = typeof trust === 'string' ? () => trust === 'all' : peerMatcher(trust)
    const fields: [name: string, how: Forwarding, value: (f: HopFacts) => string][] = [
      ['X-Real-IP', options['real-ip'], (f) => f.address],
      ['X-Forwarded-For', options.for, (f) => f.address],
      ['X-Forwarded-Proto', options.proto, (f) => f.scheme],
      ['X-Forwarded-Host', options.host, (f) => f.host],
      ['X-Forwarded-Port', options.port, (f) => f.port],
      ['X-Forwarded-Server', options.server, (f) => f.server],
      ['Forwarded', options.forwarded, (f) => forwardedElement(f.address, f.host, f.scheme)],
    ]
    const active = fields.filter(([, how]) => how !== 'pass')
    return {
      request(head, x) {
        const trusted = trusts(x.from.address)
        const facts = hopFacts(head, x, options, trusted)
        let headers = head.headers
        for (const [name, given, value] of active) {
          const how = typeof given === 'object' ? { literal: filled(given.literal, facts) } : given
          // Who trusts only some peers looks at what they say: an empty field says nothing (Caddy).
          const believed = trusted && (trust === 'all' || get(headers, name) !== '')
          headers = writeForwarded(headers, name, how, value(facts), believed)
        }
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'the usual nginx snippet: two headers set, one appended to whatever the client claims',
      options: { 'real-ip': 'set', for: 'append', proto: 'set' },
      wire: `
>  GET https://shop.localhost/
   X-Forwarded-For: 203.0.113.7
   X-Forwarded-Proto: http
   X-Forwarded-Host: evil.example.net
>> GET /
   Host: shop.localhost
   X-Forwarded-For: 203.0.113.7, 127.0.0.1
   X-Forwarded-Proto: https
   X-Forwarded-Host: evil.example.net
   X-Real-IP: 127.0.0.1
<< 200
<  200
`,
    },
    {
      note: "Caddy: nobody is trusted, so the client's claims are replaced",
      options: { for: 'append', proto: 'keep', host: 'keep', trust: 'none' },
      wire: `
>  GET https://shop.localhost:9999/
   X-Forwarded-For: 203.0.113.7
   X-Forwarded-Host: evil.example.net
>> GET /
   Host: shop.localhost:9999
   X-Forwarded-For: 127.0.0.1
   X-Forwarded-Proto: https
   X-Forwarded-Host: shop.localhost:9999
<< 200
<  200
`,
    },
    {
      note: 'HAProxy option forwardfor, and a port written by hand',
      options: { for: 'add-line', port: { literal: '443' }, host: 'set', 'host-as': 'with-port' },
      wire: `
>  GET https://shop.localhost/
   X-Forwarded-For: 203.0.113.7
>> GET /
   Host: shop.localhost
   X-Forwarded-For: 203.0.113.7
   X-Forwarded-For: 127.0.0.1
   X-Forwarded-Port: 443
   X-Forwarded-Host: shop.localhost:443
<< 200
<  200
`,
    },
    {
      note: 'an element in words of its own',
      options: { forwarded: { literal: 'for=$address;proto=$scheme;host=$host' }, 'host-as': 'without-port' },
      wire: `
>  GET https://shop.localhost:9999/
   Forwarded: for=evil
>> GET /
   Host: shop.localhost:9999
   Forwarded: for=127.0.0.1;proto=https;host=shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'RFC 7239 only; the X- headers are taken away; the address is what a trusted hop told',
      options: {
        forwarded: 'append',
        for: 'omit',
        proto: 'omit',
        trust: ['127.0.0.0/8'],
        client: 'last-forwarded-for',
      },
      wire: `
>  GET http://shop.localhost/
   X-Forwarded-For: 203.0.113.7, 2001:db8::1
   Forwarded: for=198.51.100.2
>> GET /
   Host: shop.localhost
   Forwarded: for=198.51.100.2, for="[2001:db8::1]";host=shop.localhost;proto=http
<< 200
<  200
`,
    },
  ],
})

function filled(text: string, { address, scheme, host }: HopFacts): string {
  return text.replace(/\$(address|scheme|host)\b/g, (_, name: string) =>
    name === 'address' ? address : name === 'scheme' ? scheme : host,
  )
}
