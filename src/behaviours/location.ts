import { z } from 'zod'
import { hostName } from '../core/authority.ts'
import { behaviour } from '../core/behaviour.ts'
import type { Exchange } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { get, mapValues } from '../core/headers.ts'
import { rewriteBy } from '../core/rewrite-rules.ts'

const rule = z.strictObject({
  from: z.string().describe('a prefix, or a regular expression after ~'),
  to: z
    .string()
    .describe('what stands in its place, with $1 and $host; a result that begins with / becomes an absolute URL'),
})
const rules = z.strictObject({
  rewrite: z
    .enum(['default', 'off'])
    .default('default')
    .describe(
      'default: Locations that begin with the very URL of proxy_pass (nginx proxy_redirect default, Apache ProxyPassReverse)',
    ),
  'passed-to': z
    .string()
    .optional()
    .describe('host of the proxy_pass URL when it is not the address of the app: the name of an upstream block'),
  caseless: z
    .boolean()
    .default(false)
    .describe('capitals in that URL are of no account (Apache); nginx compares byte for byte'),
  mount: z.string().startsWith('/').default('/').describe("the path under which the app's root is published"),
  rules: z.array(rule).default([]).describe('further rewrites, tried in order after the default one'),
  also: z
    .array(z.enum(['Refresh', 'Content-Location', 'URI']))
    .default(['Refresh'])
    .describe('other headers that are rewritten: nginx Refresh, Apache Content-Location'),
  'public-host': z
    .enum(['without-port', 'as-sent'])
    .default('without-port')
    .describe('the host of absolute URLs: nginx writes it without a foreign port, Apache as the client sent it'),
  scheme: z
    .enum(['http', 'https'])
    .optional()
    .describe('scheme of every absolute Location to the public host, as some load balancers set it'),
})
const options = z.union([z.enum(['default', 'off']), rules])

export default behaviour({
  name: 'location',
  about: 'rewrites the redirects of the app so that they lead back through the front',
  options,
  setup(given) {
    const options = typeof given === 'string' ? rules.parse({ rewrite: given }) : given
    const headers = ['Location', ...options.also]
    const begins = (value: string, prefix: string) =>
      options.caseless ? value.toLowerCase().startsWith(prefix.toLowerCase()) : value.startsWith(prefix)
    const relative = (value: string, x: Exchange): string | undefined => {
      const names =
        options['passed-to'] === undefined
          ? // Only the last hop passes to the app itself; the others know their next hop by another name.
            (x.lastHop ? x.upstreams : []).map(({ scheme, authority }) => `${scheme}://${authority}/`)
          : [`http://${options['passed-to']}/`]
      const named = options.rewrite === 'off' ? undefined : names.find((prefix) => begins(value, prefix))
      if (named !== undefined) return options.mount + value.slice(named.length)
      return rewriteBy(options.rules, value, hostName(get(x.asked.headers, 'host') ?? x.origin.host, x), 'prefix')
    }
    const rewrite = (value: string, x: Exchange): string => {
      const sent = get(x.asked.headers, 'host') ?? x.origin.host
      const host = options['public-host'] === 'as-sent' ? sent : hostName(sent, x)
      const found = relative(value, x)
      const url = found?.startsWith('/') ? `${x.from.scheme}://${host}${found}` : (found ?? value)
      const forced = options.scheme && url.replace(/^https?:(?=\/\/)/, '').startsWith(`//${host}`)
      return forced ? url.replace(/^https?(?=:\/\/)/, options.scheme!) : url
    }
    return {
      response(head, x) {
        const edit = (list: HeaderList, name: string) =>
          mapValues(list, name, (value) =>
            // Refresh keeps the shorter form: nginx completes Location only.
            name === 'Refresh'
              ? value.replace(/(url=)(.*)$/i, (_, key: string, url: string) => key + (relative(url, x) ?? url))
              : rewrite(value, x),
          )
        const now = headers.reduce(edit, head.headers)
        return now === head.headers ? undefined : { ...head, headers: now }
      },
    }
  },
  examples: [
    {
      note: 'nginx default: the literal address of proxy_pass, and nothing else',
      options: 'default',
      wire: `
>  GET https://shop.localhost/dash
>> GET /dash
   Host: shop.localhost
<< 302
   Location: http://127.0.0.1:3000/login
   Refresh: 0; url=http://127.0.0.1:3000/x
<  302
   Location: https://shop.localhost/login
   Refresh: 0; url=/x
>  GET https://shop.localhost/dash
>> GET /dash
   Host: shop.localhost
<< 302
   Location: http://localhost:3000/login
<  302
   Location: http://localhost:3000/login
`,
    },
    {
      note: 'proxy_redirect off: the browser is sent to an address that only the server knows',
      options: 'off',
      wire: `
>  GET https://shop.localhost/dash
>> GET /dash
   Host: shop.localhost
<< 302
   Location: http://127.0.0.1:3000/login
<  302
   Location: http://127.0.0.1:3000/login
`,
    },
    {
      note: 'Apache ProxyPassReverse "/app/"; a path alone is not touched',
      options: { mount: '/app/', also: ['Content-Location'], 'public-host': 'as-sent' },
      wire: `
>  POST https://shop.localhost:9999/app/items
>> POST /app/items
   Host: shop.localhost:9999
<< 201
   Location: http://127.0.0.1:3000/items/1
   Content-Location: /items/1
<  201
   Location: https://shop.localhost:9999/app/items/1
   Content-Location: /items/1
`,
    },
    {
      note: "rules of one's own, with an upstream block",
      options: { 'passed-to': 'backend', rules: [{ from: '~^http://([a-z]+)\\.internal/', to: 'https://$host/$1/' }] },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 302
   Location: http://auth.internal/login
<  302
   Location: https://shop.localhost/auth/login
`,
    },
  ],
})
