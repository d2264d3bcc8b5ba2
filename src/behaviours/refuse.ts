import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { RequestHead } from '../core/exchange.ts'
import { closing, FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { filter, get, getAll, set } from '../core/headers.ts'
import { pathOf } from '../core/kind.ts'

// What nginx 1.22, Apache 2.4, Caddy 2.6 and HAProxy 2.6 refuse before any rule of theirs applies (measured).
export default behaviour({
  name: 'refuse',
  about: 'requests that a front takes for malformed and answers with 400, without asking the app',
  options: z.strictObject({
    'repeated-host': z.boolean().default(true).describe('more than one Host line'),
    'missing-host': z.boolean().default(true).describe('no Host in HTTP/1.1; HAProxy lets it pass'),
    'odd-host': z.boolean().default(true).describe('a Host with a slash, a blank or the like; HAProxy lets it pass'),
    'nul-in-path': z
      .boolean()
      .default(true)
      .describe('%00 in the path; Caddy and HAProxy let it pass, Apache says 404'),
    'above-root': z.boolean().default(false).describe('a path that leads above / with dot segments (nginx)'),
    'star-target': z
      .union([z.boolean(), z.literal(200)])
      .default(false)
      .describe('OPTIONS *: true refuses it (nginx), 200 answers it without the app (Apache, Caddy)'),
    'second-host': z
      .enum(['refuse', 'drop'])
      .default('refuse')
      .describe('HTTP/2 with :authority and another host: nginx refuses it, the others take :authority'),
    'absolute-other': z
      .boolean()
      .default(false)
      .describe('a whole URL as the target, of another host than Host says (HAProxy)'),
    'odd-method': z.boolean().default(false).describe('methods with anything but capital letters (nginx)'),
    folded: z
      .boolean()
      .default(true)
      .describe('a header over several lines; Apache, Caddy and HAProxy make one line of it'),
    'non-ascii-target': z.boolean().default(false).describe('bytes above 127 in the target (HAProxy)'),
    once: z
      .array(z.string())
      .default([])
      .describe('headers of which a second line is refused (nginx: Authorization, If-None-Match ...)'),
    'odd-escape': z.boolean().default(false).describe('a % in the path without two hex digits; HAProxy lets it pass'),
    'control-characters': z
      .boolean()
      .default(true)
      .describe('control characters in a header value; Node cannot send them on, so all fronts refuse them here'),
    fragment: z.boolean().default(false).describe('a # in the target (Apache, HAProxy)'),
    expectation: z.boolean().default(false).describe('an Expect of anything but 100-continue gets 417 (Apache)'),
    'max-forwards': z
      .boolean()
      .default(false)
      .describe('Max-Forwards counts: no number and 0 are refused, any other goes on less one (Apache)'),
    methods: z.array(z.string()).default([]).describe('methods answered with 405 (nginx: TRACE)'),
    'nul-status': z.number().int().min(400).max(499).default(400).describe('status for %00 in the path'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is'),
  }),
  setup(options) {
    return {
      request(given) {
        const head = options['second-host'] === 'drop' ? oneHost(given) : given
        const hosts = getAll(head.headers, 'host')
        const path = pathOf(head.target)
        if (options['star-target'] === 200 && head.target === '*') return frontPage('none', 200)
        if (options['nul-in-path'] && path.includes('%00')) return frontPage(options.page, options['nul-status'])
        if (options.methods.includes(head.method)) return closing(frontPage(options.page, 405))
        const expected = getAll(head.headers, 'expect')
        if (options.expectation && expected.some((value) => value.toLowerCase() !== '100-continue'))
          return frontPage(options.page, 417)
        const left = options['max-forwards'] ? get(head.headers, 'max-forwards') : undefined
        const malformed =
          (left !== undefined && !(Number.parseInt(left, 10) > 0)) ||
          options.once.some((name) => getAll(head.headers, name).length > 1) ||
          (options['odd-escape'] && /%(?![\da-f]{2})/i.test(path)) ||
          (options.fragment && head.target.includes('#')) ||
          (options['control-characters'] && head.headers.some((text, i) => i % 2 === 1 && CONTROL.test(text))) ||
          (options['repeated-host'] && hosts.length > 1) ||
          (options['missing-host'] && hosts.length === 0 && head.version === '1.1') ||
          (options['odd-host'] &&
            hosts.some((host) => !/^(?:\[[\da-f:.]+\]|[^\s/\\?#@[\]:]+)(?::\d*)?$/i.test(host))) ||
          (options['above-root'] && leadsAbove(path)) ||
          (options['non-ascii-target'] && /[\u0080-\uffff]/.test(head.target)) ||
          (options['star-target'] && head.target === '*') ||
          (options['odd-method'] && !/^[A-Z][A-Z_-]*$/.test(head.method)) ||
          (options['absolute-other'] && ofOtherHost(head)) ||
          head.irregular?.includes('name') ||
          (options.folded && head.irregular?.includes('fold'))
        if (malformed) return closing(frontPage(options.page, 400))
        if (left !== undefined)
          return { ...head, headers: set(head.headers, 'Max-Forwards', String(Number.parseInt(left, 10) - 1)) }
        return head === given ? undefined : head
      },
    }
  },
  examples: [
    {
      options: { page: 'nginx' },
      wire: `
>  GET /
   Host: shop.localhost
   Host: evil.example.net
<  400 Bad Request
   Content-Type: text/html
   Connection: close
`,
    },
    {
      options: { 'above-root': true },
      wire: `
>  GET https://shop.localhost/a/%2e%2e/../etc
<  400 Bad Request
   Connection: close
`,
    },
    {
      note: 'HTTP/2: of :authority and another host, :authority counts; OPTIONS * is no request for the app',
      options: { 'second-host': 'drop', 'star-target': 200, 'odd-method': true },
      wire: `
>  GET / h2
   host: shop.localhost
   host: evil.example.net
>> GET /
   host: shop.localhost
<< 200
<  200
>  OPTIONS *
   Host: shop.localhost
<  200 OK
>  get https://shop.localhost/
<  400 Bad Request
   Connection: close
`,
    },
    {
      note: 'Apache: what it cannot meet, and a request that has been forwarded often enough',
      options: { expectation: true, 'max-forwards': true },
      wire: `
>  GET https://shop.localhost/
   Expect: a miracle
<  417 Expectation Failed
>  GET https://shop.localhost/
   Max-Forwards: 0
<  400 Bad Request
   Connection: close
>  GET https://shop.localhost/
   Max-Forwards: 3
>> GET /
   Host: shop.localhost
   Max-Forwards: 2
<< 200
<  200
`,
    },
    {
      options: {},
      wire: `
>  GET https://shop.localhost:9999/a/../b
>> GET /a/../b
   Host: shop.localhost:9999
<< 200
<  200
`,
    },
  ],
})

const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/

/** The first one is :authority; see the proxy's HTTP/2 side. */
function oneHost(head: RequestHead): RequestHead {
  if (head.version !== '2') return head
  let seen = 0
  const headers = filter(head.headers, (name) => name !== 'host' || ++seen === 1)
  return headers === head.headers ? head : { ...head, headers }
}

function ofOtherHost({ absolute }: RequestHead): boolean {
  if (!absolute) return false
  const named = /^https?:\/\/([^/?#]*)/i.exec(absolute.target)?.[1]
  return named?.toLowerCase() !== absolute.host.toLowerCase()
}

function leadsAbove(path: string): boolean {
  let depth = 0
  for (const segment of path.replace(/%2e/gi, '.').replace(/%2f/gi, '/').split('/').slice(1)) {
    if (segment === '..') depth--
    else if (segment !== '.' && segment !== '') depth++
    if (depth < 0) return true
  }
  return false
}
