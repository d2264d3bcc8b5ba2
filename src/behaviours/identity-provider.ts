import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import { DURATION, milliseconds, pause } from '../core/duration.ts'
import type { Exchange, Reply, RequestHead } from '../core/exchange.ts'
import { gather } from '../core/gather.ts'
import { get, has } from '../core/headers.ts'
import { pathOf, queryOf } from '../core/kind.ts'
import { createProvider } from '../identity/provider.ts'

/** Forms of this protocol have a few hundred bytes. */
const MOST = 64 * 1024

export default behaviour({
  name: 'identity-provider',
  about:
    'a stand-in OpenID Connect provider on a host of its own (see `sites`): discovery, code flow with PKCE, userinfo; any client id and secret will do',
  options: z.strictObject({
    'response-mode': z
      .enum(['asked', 'query', 'form_post'])
      .default('asked')
      .describe(
        'how the user comes back: as the client asks, by a redirect, or by a cross-site POST (as Apple insists)',
      ),
    delay: z
      .union([z.number().nonnegative(), z.string().regex(DURATION)])
      .default(0)
      .describe('how long the user is kept there before going back: a second factor, a slow provider'),
    state: z.enum(['echo', 'wrong', 'missing']).default('echo').describe('what comes back as `state`'),
    callback: z
      .enum(['once', 'twice'])
      .default('once')
      .describe(
        'twice: the user goes back a second time once the app has used the code, and before it has answered, as a double click does; the browser gives the first answer up',
      ),
    users: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(20)
      .default(['alice', 'bob'])
      .describe('who can be chosen on its page; one alone is signed in without a page'),
  }),
  setup({ 'response-mode': responseMode, delay, state, callback, users }, { random, now }) {
    const twice = callback === 'twice'
    const provider = createProvider({ responseMode, state, twice, users, random, now })
    const late = milliseconds(delay)
    const answer = (head: RequestHead, x: Exchange, form: string): Reply | Promise<Reply> => {
      const { method } = head
      const path = pathOf(head.target)
      const issuer = `${x.from.scheme}://${get(x.request.headers, 'host') ?? ''}`
      const authorization = get(head.headers, 'authorization')
      const query = new URLSearchParams(queryOf(head.target))
      const said = () =>
        provider.answer({ method, issuer, path, query, form: new URLSearchParams(form), authorization }) ?? NOTHING
      return late > 0 && provider.sendsBack({ method, path }) ? pause(late, x.signal).then(said) : said()
    }
    return {
      // A body has not been read yet here: what has one is answered below.
      request: (head, x) => (head.method === 'POST' && hasBody(head) ? undefined : answer(head, x, '')),
      async requestBody(source, head, x) {
        const body = await gather(source, MOST)
        if (body instanceof Uint8Array) return answer(head, x, Buffer.from(body).toString())
        body.destroy()
        return { status: 413, reason: 'Content Too Large', headers: [], body: '' }
      },
    }
  },
  examples: [
    {
      note: 'what a client must say, it must say; any redirect_uri is taken',
      options: {},
      wire: `
>  GET https://idp.localhost/authorize?client_id=shop&response_type=token
<  400 Bad Request
   Content-Type: text/html; charset=utf-8
   Cache-Control: no-store
`,
    },
    {
      note: 'the client must have been given the code',
      options: {},
      wire: `
>  POST https://idp.localhost/token
   Content-Type: application/x-www-form-urlencoded
   Content-Length: 29
   | grant_type=authorization_code
<  400 Bad Request
   Content-Type: application/json
   Cache-Control: no-store
   | {"error":"invalid_grant","error_description":"this code was used or is too old"}
`,
    },
  ],
})

function hasBody({ headers, version }: RequestHead): boolean {
  return version === '2' || has(headers, 'content-length') || has(headers, 'transfer-encoding')
}

const NOTHING: Reply = {
  status: 404,
  reason: 'Not Found',
  headers: ['Content-Type', 'text/plain'],
  body: 'no such page\n',
}
