import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { Answer, Exchange, RequestHead } from '../core/exchange.ts'
import { get, getAll, has, without } from '../core/headers.ts'

// What a rewrite to another site, an API gateway or a fetch in an edge function does: the browser only sees where it ends.
export default behaviour({
  name: 'follow-redirects',
  about: 'the front follows redirects of the app by itself: the address bar stays, and cookies set on the way are lost',
  options: z.strictObject({
    most: z
      .number()
      .int()
      .positive()
      .default(10)
      .describe('redirects that are followed; the next one goes to the browser'),
    cookies: z
      .enum(['lose', 'gather'])
      .default('lose')
      .describe('gather: Set-Cookie lines of the redirects are added to the last answer'),
  }),
  setup({ most, cookies }) {
    const sent = new WeakMap<object, RequestHead>()
    return {
      request(head, x) {
        sent.set(x, head)
      },
      async response(head, x) {
        let now = sent.get(x)
        if (!now || x.failure) return
        let answer: Answer | undefined
        let answered = head
        const gathered: string[] = []
        const send = x.below()
        for (let i = 0; i < most; i++) {
          const next = follow(now, answered, x)
          if (!next) break
          gathered.push(...getAll(answered.headers, 'set-cookie').flatMap((line) => ['Set-Cookie', line]))
          x.say(`the front followed ${answered.status} to ${next.target}`)
          discard(answer)
          answer = await send(next)
          now = next
          answered = answer.head
        }
        if (!answer) return
        const { status, reason, headers } = answer.head
        const body = answer.body ?? ''
        return { status, reason, headers: cookies === 'gather' ? [...headers, ...gathered] : headers, body }
      },
    }
  },
  examples: [
    {
      note: 'a redirect to another site is left to the browser',
      options: {},
      wire: `
>  GET https://shop.localhost/login
>> GET /login
   Host: shop.localhost
<< 302
   Location: https://id.example.net/authorize
<  302
   Location: https://id.example.net/authorize
`,
    },
    {
      note: 'what does not end is given to the browser after so many rounds',
      options: { most: 2, cookies: 'gather' },
      wire: `
>  POST https://shop.localhost/login
   Content-Length: 3
   | a=1
>> GET /dash?x=1
   Host: shop.localhost
<< 303
   Set-Cookie: sid=1
   Location: /dash?x=1
<  303
   Set-Cookie: sid=1
   Location: /dash?x=1
   Set-Cookie: sid=1
   Set-Cookie: sid=1
`,
    },
  ],
})

/** The request that a browser would make next, if the Location leads to the same app. */
function follow(before: RequestHead, answer: Answer['head'], x: Exchange): RequestHead | undefined {
  const location = get(answer.headers, 'location')
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return undefined
  const host = get(before.headers, 'host') ?? x.origin.host
  const base = `${x.from.scheme}://${host}`
  if (!URL.canParse(location, base + before.target)) return undefined
  const url = new URL(location, base + before.target)
  const ours = [new URL(base).host, ...x.upstreams.map(({ authority }) => authority)]
  if (!ours.includes(url.host)) return undefined
  const same = answer.status === 307 || answer.status === 308 || before.method === 'GET' || before.method === 'HEAD'
  // A body that has been read cannot be sent again.
  if (same && before.method !== 'GET' && before.method !== 'HEAD' && has(before.headers, 'content-length'))
    return undefined
  const target = url.pathname + url.search
  if (same) return { ...before, target }
  const headers = ['content-length', 'content-type', 'transfer-encoding'].reduce(without, before.headers)
  return { ...before, method: 'GET', target, headers }
}

function discard(answer: Answer | undefined): void {
  const body = answer?.body
  if (body !== null && typeof body === 'object' && 'resume' in body) body.on('error', () => {}).resume()
}
