import { z } from 'zod'
import { hostName, joinAuthority, splitAuthority } from '../core/authority.ts'
import { behaviour } from '../core/behaviour.ts'
import { get, set } from '../core/headers.ts'

const USES = ['preserve', 'http-host', 'upstream', 'without-port'] as const

// Values as measured on nginx 1.22 ($http_host, $proxy_host, $host), HAProxy, Caddy and Apache with ProxyPreserveHost On.
const options = z.union([
  z.enum(USES),
  z.strictObject({
    use: z
      .enum(USES)
      .optional()
      .describe(
        'preserve: as the client wrote it (Apache ProxyPreserveHost On); http-host: the Host line even when the target is a whole URL (nginx $http_host); upstream: the address that is dialled (nginx default, $proxy_host); without-port: lower case, no port, no trailing dot (nginx $host)',
      ),
    literal: z
      .string()
      .min(1)
      .optional()
      .describe('this text, whatever came: the name of an nginx upstream block, a fixed vhost'),
    'lower-case': z.boolean().default(false).describe('write it in lower case'),
    listener: z
      .number()
      .int()
      .min(1)
      .max(65535)
      .optional()
      .describe(
        "the port of the front's listener, which is then part of Host unless it is the scheme's own (AWS ALB without preserve_host_header)",
      ),
    'own-port': z
      .enum(['keep', 'drop'])
      .default('keep')
      .describe(
        'what without-port does with the port people type to reach this front: keep, because it stands for 443 here; drop, because the real front is published on such a port',
      ),
  }),
])

const USUAL: ReadonlySet<string> = new Set(['80', '443'])

/** Only a listener on a port of its own leaves one. A port that people type to reach this front stays: it stands for 443. */
function atListener(text: string, listener: number): string {
  const { host, port } = splitAuthority(text)
  if (!USUAL.has(String(listener))) return joinAuthority({ host, port: String(listener) })
  return USUAL.has(port) ? host : text
}

export default behaviour({
  name: 'host',
  about: 'which Host the app sees',
  options,
  setup(given) {
    const {
      use = 'preserve',
      literal,
      'lower-case': lower = false,
      'own-port': ownPort = 'keep',
      listener,
    } = typeof given === 'string' ? { use: given } : given
    return {
      request(head, x) {
        const sent = get(head.headers, 'host')
        let host = literal
        if (host === undefined && use === 'upstream') host = x.upstreams[head.upstream]?.authority
        if (host === undefined && use === 'without-port') host = hostName(sent ?? x.origin.host, x, ownPort)
        if (host === undefined && use === 'http-host') host = head.absolute?.host
        host ??= sent
        if (host === undefined) return
        if (listener !== undefined) host = atListener(host, listener)
        const headers = set(head.headers, 'Host', lower ? host.toLowerCase() : host)
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'an ALB whose listener has a port of its own',
      options: { listener: 8443 },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost:8443
<< 200 OK
<  200 OK
`,
    },
    {
      note: 'and one on 443',
      options: { listener: 443 },
      wire: `
>  GET /
   Host: shop.localhost:443
>> GET /
   Host: shop.localhost
<< 200 OK
<  200 OK
`,
    },
    {
      note: 'nginx without a Host line: the app sees the address that nginx dialled',
      options: 'upstream',
      wire: `
>  GET https://shop.localhost/login
>> GET /login
   Host: 127.0.0.1:3000
<< 200
<  200
`,
    },
    {
      note: "nginx $host: a port that is not the front's own goes, so does the case",
      options: 'without-port',
      wire: `
>  GET https://Shop.Localhost:9999/login
>> GET /login
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'proxy_pass to an upstream block without a Host line',
      options: { literal: 'nextjs_backend' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: nextjs_backend
<< 200
<  200
`,
    },
    {
      options: { use: 'preserve', 'lower-case': true },
      wire: `
>  GET https://Shop.localhost:9999/
>> GET /
   Host: shop.localhost:9999
<< 200
<  200
`,
    },
  ],
})
