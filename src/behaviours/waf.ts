import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { Exchange, Reply, RequestHead } from '../core/exchange.ts'
import { FRONT_PAGES, frontPage } from '../core/front-page.ts'
import { gather } from '../core/gather.ts'
import { getAll } from '../core/headers.ts'
import { pathOf, queryOf } from '../core/kind.ts'

const PLACE = /^(?:path|query|uri|method|cookie|body|header:.+)$/

export default behaviour({
  name: 'waf',
  about: 'an application firewall: requests that look like an attack are refused, a login among them now and then',
  options: z.strictObject({
    rules: z
      .array(
        z.strictObject({
          name: z.string().describe('what the rule is called; it stands in the timeline'),
          in: z
            .string()
            .regex(PLACE)
            .describe('where to look: path, query, uri, method, cookie, body or header:NAME; as sent and decoded'),
          match: z.string().describe('regular expression, without case'),
        }),
      )
      .min(1)
      .describe('a request that one of them matches is refused'),
    status: z.number().int().min(400).max(599).default(403).describe('what it gets'),
    page: z.enum(FRONT_PAGES).default('none').describe('whose error page it is'),
    inspect: z
      .number()
      .int()
      .positive()
      .default(131_072)
      .describe('bytes of a body that are looked at; longer bodies pass'),
  }),
  setup({ rules, status, page, inspect }) {
    const compiled = rules.map((rule) => ({ ...rule, pattern: new RegExp(rule.match, 'i') }))
    const ofHead = compiled.filter((rule) => rule.in !== 'body')
    const ofBody = compiled.filter((rule) => rule.in === 'body')
    const refuse = (name: string, x: Exchange): Reply => {
      x.say(`refused by the firewall rule "${name}"`)
      return frontPage(page, status)
    }
    return {
      request(head, x) {
        const hit = ofHead.find(({ pattern, in: place }) => texts(place, head).some((text) => pattern.test(text)))
        return hit ? refuse(hit.name, x) : undefined
      },
      ...(ofBody.length > 0
        ? {
            async requestBody(source, _head, x) {
              const body = await gather(source, inspect)
              if (!(body instanceof Uint8Array)) return body
              const text = Buffer.from(body).toString()
              const hit = ofBody.find(({ pattern }) => pattern.test(text) || pattern.test(decoded(text)))
              return hit ? refuse(hit.name, x) : body
            },
          }
        : {}),
    }
  },
  examples: [
    {
      note: 'a return address in the query looks like remote file inclusion',
      options: { rules: [{ name: 'rfi', in: 'query', match: '=https?://' }] },
      wire: `
>  GET https://shop.localhost/login?next=https%3A%2F%2Fshop.localhost%2F
<  403 Forbidden
>  GET https://shop.localhost/login?next=/
>> GET /login?next=/
   Host: shop.localhost
<< 200
<  200
`,
    },
    {
      note: 'so does a password, and a cookie in JSON',
      options: {
        rules: [
          { name: 'sqli', in: 'body', match: "'\\s*or\\s" },
          { name: 'json cookie', in: 'cookie', match: '[{}]' },
        ],
        status: 406,
      },
      wire: `
>  POST https://shop.localhost/login
   Content-Length: 12
   | password=%27+or+1
<  406 Unknown
>  GET https://shop.localhost/
   Cookie: prefs=%7B%22a%22%3A1%7D
<  406 Unknown
>  POST https://shop.localhost/login
   Content-Length: 10
   | password=1
>> POST /login
   Host: shop.localhost
   Content-Length: 10
   | password=1
<< 303
<  303
`,
    },
  ],
})

function texts(place: string, head: RequestHead): string[] {
  const [kind = '', name = ''] = place.split(/:(.*)/)
  const found =
    kind === 'path'
      ? [pathOf(head.target)]
      : kind === 'query'
        ? [queryOf(head.target)]
        : kind === 'uri'
          ? [head.target]
          : kind === 'method'
            ? [head.method]
            : getAll(head.headers, kind === 'cookie' ? 'cookie' : name)
  return found.flatMap((text) => [text, decoded(text)])
}

function decoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
