import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { pathOf, queryOf } from '../core/kind.ts'
import { nameMatcher } from '../core/name-globs.ts'
import { normalise } from '../core/paths.ts'

const options = z.strictObject({
  normalise: z
    .strictObject({
      'merge-slashes': z.boolean().default(true).describe('// becomes /'),
      'dot-segments': z.boolean().default(true).describe('/a/../b becomes /b'),
      percent: z
        .enum(['keep', 'decode'])
        .default('decode')
        .describe('decode: %2F becomes /, %61 becomes a; then what must be escaped is escaped again'),
      escape: z
        .enum(['minimal', 'strict'])
        .default('minimal')
        .describe(
          'minimal: as nginx; strict: all that RFC 3986 does not allow in a path (Apache, and Caddy with percent: keep)',
        ),
      'empty-query': z.enum(['keep', 'drop']).default('drop').describe('a lone ? at the end'),
    })
    .optional()
    .describe(
      'what a front does to the path before it looks at it: nginx when proxy_pass has a path, Apache without nocanon',
    ),
  absolute: z
    .enum(['cut', 'keep'])
    .default('cut')
    .describe('a whole URL as the target: the app gets its path, or all of it as it came (HAProxy)'),
  'encoded-slash': z
    .union([z.literal('pass'), z.literal(404)])
    .default('pass')
    .describe("404: Apache's answer to %2F without AllowEncodedSlashes"),
  'strip-prefix': z
    .string()
    .startsWith('/')
    .optional()
    .describe('cut off the front of the path: /app turns /app/x into /x; other paths stay'),
  'add-prefix': z.string().startsWith('/').optional().describe('put before the path'),
  rewrite: z
    .strictObject({
      match: z.string().describe('regular expression over the path'),
      to: z.string().describe('replacement, with $1, $2'),
    })
    .optional()
    .describe('rewrite the path'),
  query: z
    .strictObject({
      keep: z.array(z.string()).optional().describe('globs of the only parameters that pass; [] drops the whole query'),
      drop: z.array(z.string()).optional().describe('globs of parameters that do not pass, such as _rsc'),
      sort: z.boolean().default(false).describe('parameters in alphabetical order (cache keys)'),
    })
    .optional()
    .describe('what becomes of the query'),
  page: z.enum(FRONT_PAGES).default('none').describe('whose error page a 404 shows'),
})

export default behaviour({
  name: 'url',
  about: 'changes the path and the query that the app sees',
  options,
  setup(options) {
    const { normalise: n, query } = options
    const strip = options['strip-prefix']?.replace(/\/$/, '')
    const pattern = options.rewrite && new RegExp(options.rewrite.match)
    const how = n && { slashes: n['merge-slashes'], dots: n['dot-segments'], percent: n.percent, escaping: n.escape }
    const kept = query?.keep && nameMatcher(query.keep)
    const dropped = query?.drop && nameMatcher(query.drop)
    const tidy = (text: string): string => {
      if (text === '?' && n?.['empty-query'] === 'drop') return ''
      if (!query || text === '') return text
      const parts = text
        .slice(1)
        .split('&')
        .filter((part) => {
          const name = part.split('=')[0]!
          return (!kept || kept(name)) && !dropped?.(name)
        })
      if (query.sort) parts.sort()
      return parts.length === 0 ? '' : `?${parts.join('&')}`
    }
    return {
      request(head) {
        if (options.absolute === 'keep' && head.absolute) return { ...head, target: head.absolute.target }
        if (!head.target.startsWith('/')) return
        let path = pathOf(head.target)
        if (options['encoded-slash'] === 404 && /%2f/i.test(path)) return frontPage(options.page, 404)
        if (how) path = normalise(path, how)
        if (strip !== undefined && (path === strip || path.startsWith(`${strip}/`)))
          path = path.slice(strip.length) || '/'
        if (options.rewrite && pattern) path = path.replace(pattern, options.rewrite.to)
        if (options['add-prefix']) path = options['add-prefix'].replace(/\/$/, '') + path
        const target = path + tidy(queryOf(head.target))
        return target === head.target ? undefined : { ...head, target }
      },
    }
  },
  examples: [
    {
      note: 'location /app/ { proxy_pass http://app/; }: the prefix goes, and the path is decoded on the way',
      options: { 'strip-prefix': '/app', normalise: {} },
      wire: `
>  GET https://shop.localhost/app/a%2Fb//x/../caf%C3%A9;v=1?next=%2Fapp
>> GET /a/b/caf%C3%A9;v=1?next=%2Fapp
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'Apache without nocanon',
      options: { normalise: { escape: 'strict' }, 'encoded-slash': 404, page: 'apache' },
      wire: `
>  GET https://shop.localhost/%61/"b"
>> GET /a/%22b%22
   Host: shop.localhost
<< 200
<  200
>  GET https://shop.localhost/a%2Fb
<  404 Not Found
   Content-Type: text/html; charset=iso-8859-1
`,
    },
    {
      note: 'a CDN that takes _rsc out of the query serves RSC payloads as pages',
      options: { query: { drop: ['_rsc', 'utm_*'], sort: true } },
      wire: `
>  GET https://shop.localhost/dash?b=2&_rsc=1a2b&utm_source=x&a=1
>> GET /dash?a=1&b=2
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      options: { rewrite: { match: '^/v1/(.*)$', to: '/$1' }, 'add-prefix': '/api', query: { keep: [] } },
      wire: `
>  GET https://shop.localhost/v1/me?token=1
>> GET /api/me
   Host: shop.localhost
<< 200
<  200
`,
    },
  ],
})
