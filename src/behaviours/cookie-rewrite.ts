import { z } from 'zod'
import { hostName } from '../core/authority.ts'
import { behaviour } from '../core/behaviour.ts'
import { COOKIE_FLAGS, withFlags } from '../core/cookie-flags.ts'
import { parseSetCookie, setCookieLine } from '../core/cookies.ts'
import { get, mapValues } from '../core/headers.ts'
import { nameMatcher } from '../core/name-globs.ts'
import { rewriteBy } from '../core/rewrite-rules.ts'

const rule = (from: string) =>
  z
    .array(
      z.strictObject({
        from: z.string().describe(from),
        to: z.string().describe('what stands in its place, with $1 and $host'),
      }),
    )
    .default([])

// nginx proxy_cookie_path, proxy_cookie_domain and proxy_cookie_flags, and Apache ProxyPassReverseCookiePath and -Domain, all as measured.
export default behaviour({
  name: 'cookie-rewrite',
  about:
    'rewrites Path, Domain and flags of Set-Cookie the way nginx (proxy_cookie_*) or Apache (ProxyPassReverseCookie*) does',
  options: z.strictObject({
    style: z
      .enum(['nginx', 'apache'])
      .default('nginx')
      .describe(
        'nginx replaces the matching beginning of a path and prints the whole line anew; apache replaces the whole path and leaves the rest byte for byte',
      ),
    path: rule('a beginning of Path, or a regular expression after ~ (nginx)').describe(
      'the first rule that matches counts; a cookie without Path is left alone',
    ),
    domain: rule('the Domain, without case and without a leading dot, or a regular expression after ~').describe(
      'the first rule that matches counts',
    ),
    flags: z
      .array(
        z.strictObject({
          cookies: z.array(z.string()).default(['*']).describe('globs of the cookies'),
          set: z.array(z.enum(COOKIE_FLAGS)).describe('attributes that the cookie gets; another SameSite is replaced'),
        }),
      )
      .default([])
      .describe('nginx proxy_cookie_flags; the first entry that matches counts'),
  }),
  setup({ style, path, domain, flags }) {
    const flagged = flags.map(({ cookies, set }) => ({ matches: nameMatcher(cookies), set }))
    const nginx = (line: string, host: string): string => {
      const cookie = parseSetCookie(line)
      const flag = flagged.find(({ matches }) => matches(cookie.name))
      const rewritten = cookie.attributes.map(({ name, value }) => {
        if (value === null) return { name, value }
        if (name.toLowerCase() === 'path') return { name, value: rewriteBy(path, value, host, 'prefix') ?? value }
        if (name.toLowerCase() === 'domain') return { name, value: rewriteBy(domain, value, host, 'whole') ?? value }
        return { name, value }
      })
      const changed = flag !== undefined || rewritten.some(({ value }, i) => value !== cookie.attributes[i]!.value)
      return changed
        ? setCookieLine({ ...cookie, attributes: flag ? withFlags(rewritten, flag.set) : rewritten })
        : line
    }
    const apache = (line: string, host: string): string =>
      line
        .replace(
          /(;\s*path=)([^;]*)/i,
          (_, key: string, value: string) => key + (path.find(({ from }) => value.startsWith(from))?.to ?? value),
        )
        .replace(
          /(;\s*domain=)([^;]*)/i,
          (_, key: string, value: string) => key + (rewriteBy(domain, value, host, 'whole') ?? value),
        )
    const rewrite = style === 'nginx' ? nginx : apache
    return {
      response(head, x) {
        const host = hostName(get(x.asked.headers, 'host') ?? x.origin.host, x).replace(/:\d+$/, '')
        const headers = mapValues(head.headers, 'set-cookie', (line) => rewrite(line, host))
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'the recipe from before 1.19.3: a path other than / swallows it, a cookie without Path misses it',
      options: { path: [{ from: '/', to: '/; Secure; HttpOnly; SameSite=None' }] },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: a=1; Path=/
   Set-Cookie: b=2;path=/api;  HttpOnly
   Set-Cookie: c=3;HttpOnly
<  200
   Set-Cookie: a=1; Path=/; Secure; HttpOnly; SameSite=None
   Set-Cookie: b=2; path=/; Secure; HttpOnly; SameSite=Noneapi; HttpOnly
   Set-Cookie: c=3;HttpOnly
`,
    },
    {
      note: 'proxy_cookie_domain localhost $host; proxy_cookie_flags ~ secure samesite=lax',
      options: { domain: [{ from: 'localhost', to: '$host' }], flags: [{ set: ['secure', 'samesite=lax'] }] },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: a=1; Domain=.LOCALHOST; SameSite=Strict
   Set-Cookie: b=2;samesite=lax;SECURE
<  200
   Set-Cookie: a=1; Domain=shop.localhost; SameSite=Lax; Secure
   Set-Cookie: b=2; samesite=lax; SECURE
`,
    },
    {
      note: 'Apache ProxyPassReverseCookiePath "/" "/app/": __Host- cookies become invalid',
      options: { style: 'apache', path: [{ from: '/', to: '/app/' }] },
      wire: `
>  GET https://shop.localhost/
>> GET /
   Host: shop.localhost
<< 200
   Set-Cookie: __Host-sid=abc;path=/;  Secure
   Set-Cookie: b=2; Path=/api
<  200
   Set-Cookie: __Host-sid=abc;path=/app/;  Secure
   Set-Cookie: b=2; Path=/app/
`,
    },
  ],
})
