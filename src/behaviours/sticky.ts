import { createHash } from 'node:crypto'
import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { cookieHeader, parseCookieHeader, parseSetCookie } from '../core/cookies.ts'
import { DURATION, milliseconds } from '../core/duration.ts'
import type { ResponseHead } from '../core/exchange.ts'
import type { HeaderList } from '../core/headers.ts'
import { add, getAll, has, mapValues, members } from '../core/headers.ts'
import { nameMatcher } from '../core/name-globs.ts'

const attributes = z
  .string()
  .default('Path=/')
  .describe('what stands after the value, as it is on the wire; with a semicolon first, exactly so')

// HAProxy `cookie ... insert indirect nocache` as measured; load balancer cookies of AWS and Azure as their dumps show them.
export default behaviour({
  name: 'sticky',
  about: 'a cookie of the load balancer ties a browser to one instance of the app; put this step below `balance`',
  options: z.strictObject({
    cookie: z.string().min(1).describe('its name'),
    values: z
      .union([z.enum(['name', 'hash', 'opaque']), z.array(z.string()).min(1)])
      .default('name')
      .describe(
        'how an instance is written: its name, a hash of it, something new in every answer, or one text for each --upstream in turn',
      ),
    attributes,
    set: z
      .enum(['missing', 'always'])
      .default('missing')
      .describe('missing: when the request had none or another one (HAProxy); always: in every answer (AWS ALB)'),
    also: z
      .array(z.strictObject({ cookie: z.string().describe('its name'), attributes }))
      .default([])
      .describe('further cookies with the same value, such as AWSALBCORS'),
    after: z
      .string()
      .optional()
      .describe("glob of the app's own cookie: nobody is tied before the app has set it (ALB app_cookie)"),
    lasts: z
      .union([z.number().positive(), z.string().regex(DURATION)])
      .optional()
      .describe('it gets an Expires that far ahead: 168h (AWS ALB), 30s'),
    'forget-every': z
      .number()
      .int()
      .positive()
      .optional()
      .describe('the tie of each so-many-th request is not kept: its instance was replaced, or the balancer was'),
    indirect: z.boolean().default(false).describe('the cookie does not reach the app'),
    nocache: z
      .boolean()
      .default(false)
      .describe('Cache-Control: private is added, as a further line, to answers that set the cookie and may be cached'),
  }),
  setup(o, tools) {
    const names = new Set([o.cookie, ...o.also.map(({ cookie }) => cookie)])
    const begins = o.after === undefined ? () => true : nameMatcher([o.after])
    let ties = 0
    const tied = new WeakMap<object, number>()
    const written = (index: number, name: string, random: () => string): string => {
      if (Array.isArray(o.values)) return o.values[index % o.values.length]!
      if (o.values === 'name') return name
      if (o.values === 'hash') return createHash('sha256').update(name).digest('hex')
      return `${random()}${String.fromCharCode(97 + index)}`
    }
    return {
      request(head, x) {
        const wanted = getAll(head.headers, 'cookie')
          .flatMap(parseCookieHeader)
          .find((pair) => names.has(pair.name))
        if (wanted === undefined) return
        const index = x.upstreams.findIndex((upstream, i) =>
          o.values === 'opaque'
            ? wanted.value.endsWith(String.fromCharCode(97 + i))
            : wanted.value === written(i, upstream.name, String),
        )
        const forgotten = index >= 0 && o['forget-every'] !== undefined && ++ties % o['forget-every'] === 0
        if (forgotten) x.say(`${o.cookie}: the tie to instance ${x.upstreams[index]!.name} is lost`)
        if (index >= 0 && !forgotten) tied.set(x, index)
        const upstream = index < 0 || forgotten ? head.upstream : index
        const headers = o.indirect ? mapValues(head.headers, 'cookie', withoutThem(names)) : head.headers
        return headers === head.headers && upstream === head.upstream ? undefined : { ...head, headers, upstream }
      },
      response(head, x) {
        const used = x.attempts.at(-1)?.request.upstream
        if (used === undefined || x.failure) return
        if (o.set === 'missing' && tied.get(x) === used) return
        const begun =
          tied.has(x) || getAll(head.headers, 'set-cookie').some((line) => begins(parseSetCookie(line).name))
        if (o.after !== undefined && !begun) return
        const value = written(used, x.upstreams[used]?.name ?? '', () =>
          createHash('sha256').update(`${x.id}/${x.startedAt}`).digest('base64url').slice(0, 40),
        )
        let headers: HeaderList = head.headers
        const expires =
          o.lasts === undefined ? '' : `; Expires=${new Date(tools.now() + milliseconds(o.lasts)).toUTCString()}`
        for (const one of [o, ...o.also])
          headers = add(
            headers,
            'Set-Cookie',
            `${one.cookie}=${value}${expires}${one.attributes.startsWith(';') ? '' : '; '}${one.attributes}`,
          )
        if (o.nocache && SAFE.has(x.asked.method) && cacheable(head)) headers = add(headers, 'Cache-Control', 'private')
        return { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'HAProxy cookie SRV insert indirect nocache httponly secure',
      options: {
        cookie: 'SRV',
        values: ['s1', 's2'],
        attributes: 'path=/; HttpOnly; Secure',
        indirect: true,
        nocache: true,
      },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Cache-Control: public, max-age=60
<  200
   Cache-Control: public, max-age=60
   Set-Cookie: SRV=s1; path=/; HttpOnly; Secure
   Cache-Control: private
>  GET https://shop.localhost/
   Cookie: app=1; SRV=s2; theme=dark
>> GET / to=b
   Host: shop.localhost
   Cookie: app=1; theme=dark
<< 200
<  200
>  GET https://shop.localhost/
   Cookie: SRV=gone
>> GET /
   Host: shop.localhost
<< 200
<  200
   Set-Cookie: SRV=s1; path=/; HttpOnly; Secure
`,
    },
    {
      note: "tied only from the app's own session on",
      options: { cookie: 'LB', after: 'sid' },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: theme=dark
<  200
   Set-Cookie: theme=dark
>  POST https://shop.localhost/login
>> POST /login
   Host: shop.localhost
<< 303
   Set-Cookie: sid=1
<  303
   Set-Cookie: sid=1
   Set-Cookie: LB=a; Path=/
>  GET https://shop.localhost/
   Cookie: sid=1; LB=b
>> GET / to=b
   Host: shop.localhost
   Cookie: sid=1; LB=b
<< 200
<  200
`,
    },
  ],
})

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])
/** Statuses that may be kept when nothing is said (RFC 7231 section 6.1): for HAProxy no others may, unless public is said. */
const KEPT = new Set([200, 203, 204, 206, 300, 301, 404, 405, 410, 414, 501])

/** Says that it may be kept, and nothing that forbids it, as HAProxy reads it (measured). */
function cacheable({ status, headers }: ResponseHead): boolean {
  const says = members(headers, 'cache-control').map((one) => one.toLowerCase())
  if (!KEPT.has(status) && !says.includes('public')) return false
  if (members(headers, 'pragma').some((one) => one.toLowerCase() === 'no-cache')) return false
  const forbids = says.some((one) => /^(?:private|no-store|no-cache|max-age=0|s-maxage=0)$/.test(one))
  // HAProxy takes for cacheable what says how long it lasts, or by what it can be asked for again (measured).
  const lasts = says.some((one) => /^(?:max-age=|s-maxage=)/.test(one))
  return !forbids && (lasts || ['expires', 'etag', 'last-modified'].some((name) => has(headers, name)))
}

/** The value of a Cookie line without those cookies; undefined when nothing is left. */
function withoutThem(names: ReadonlySet<string>): (line: string) => string | undefined {
  return (line) => {
    const pairs = parseCookieHeader(line)
    const left = pairs.filter(({ name }) => !names.has(name))
    return left.length === pairs.length ? line : left.length === 0 ? undefined : cookieHeader(left)
  }
}
