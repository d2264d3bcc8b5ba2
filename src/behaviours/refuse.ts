import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { getAll } from '../core/headers.ts'
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
    'star-target': z.boolean().default(false).describe('OPTIONS * (nginx)'),
    'non-ascii-target': z.boolean().default(false).describe('bytes above 127 in the target (HAProxy)'),
    'nul-status': z.number().int().min(400).max(499).default(400).describe('status for %00 in the path'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is'),
  }),
  setup(options) {
    return {
      request(head) {
        const hosts = getAll(head.headers, 'host')
        const path = pathOf(head.target)
        if (options['nul-in-path'] && path.includes('%00')) return frontPage(options.page, options['nul-status'])
        const malformed =
          (options['repeated-host'] && hosts.length > 1) ||
          (options['missing-host'] && hosts.length === 0 && head.version === '1.1') ||
          (options['odd-host'] &&
            hosts.some((host) => !/^(?:\[[\da-f:.]+\]|[^\s/\\?#@[\]:]+)(?::\d*)?$/i.test(host))) ||
          (options['above-root'] && leadsAbove(path)) ||
          (options['non-ascii-target'] && /[\u0080-\uffff]/.test(head.target)) ||
          (options['star-target'] && head.target === '*')
        return malformed ? frontPage(options.page, 400) : undefined
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
`,
    },
    {
      options: { 'above-root': true },
      wire: `
>  GET https://shop.localhost/a/%2e%2e/../etc
<  400 Bad Request
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

function leadsAbove(path: string): boolean {
  let depth = 0
  for (const segment of path.replace(/%2e/gi, '.').replace(/%2f/gi, '/').split('/').slice(1)) {
    if (segment === '..') depth--
    else if (segment !== '.' && segment !== '') depth++
    if (depth < 0) return true
  }
  return false
}
