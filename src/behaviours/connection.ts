import { z } from 'zod'
import { behaviour } from '../core/behaviour.ts'
import type { HeaderList } from '../core/headers.ts'
import { add, filter, get, members, set } from '../core/headers.ts'
import { isConnectionField } from '../core/hop-by-hop.ts'
import { isUpgrade } from '../core/kind.ts'

// RFC 9110 section 7.6.1; what nginx, HAProxy, Caddy and Apache do otherwise was measured. Transfer-Encoding is left to
// whoever frames the message.
const NONE: readonly string[] = []

export default behaviour({
  name: 'connection',
  about:
    'what belongs to one connection and goes no further: Connection and what it names, Keep-Alive, TE, Upgrade; and the connection to the app',
  options: z.strictObject({
    version: z
      .enum(['1.0', '1.1'])
      .default('1.1')
      .describe('HTTP version spoken to the app; 1.0 is nginx without proxy_http_version 1.1'),
    send: z
      .string()
      .optional()
      .describe(
        'the Connection value sent to the app (nginx: close, Apache: Keep-Alive); none when absent, but upgrade for upgrades',
      ),
    upgrade: z
      .enum(['pass', 'drop', 'websocket', 'any'])
      .default('pass')
      .describe(
        'pass: upgrades that Connection names; websocket: only those to websocket; any: whatever stands in Upgrade (the nginx map recipe); drop: none, the app sees a plain request',
      ),
    listed: z
      .enum(['drop', 'keep'])
      .default('drop')
      .describe(
        'header fields named in Connection: nginx and HAProxy keep them, Apache and Caddy drop them, even Cookie',
      ),
    keep: z
      .array(z.string())
      .default([])
      .describe('names of connection fields that go through nevertheless, such as Proxy-Connection in nginx'),
    te: z.enum(['drop', 'trailers']).default('drop').describe('whether TE: trailers goes on'),
    expect: z
      .enum(['pass', 'drop'])
      .default('pass')
      .describe('drop: the front answers 100 Continue by itself and does not pass Expect on (nginx)'),
    'keep-alive': z.boolean().default(true).describe('whether connections to the app are used again'),
    repeat: z
      .boolean()
      .default(true)
      .describe(
        'a request that a used connection swallowed is sent again, unless it is a POST (nginx, Caddy, Varnish); HAProxy and Apache answer 502',
      ),
    'say-keep-alive': z
      .boolean()
      .default(true)
      .describe('in the first hop: answers over HTTP/1.1 say Connection: keep-alive (nginx); others leave it unsaid'),
    'own-upgrade': z
      .boolean()
      .default(false)
      .describe(
        'in the first hop: the answer to an upgrade is written anew, with Connection: upgrade and a Date (nginx)',
      ),
    'answers-keep': z
      .array(z.string())
      .default([])
      .describe('names of connection fields that go through in answers, such as Upgrade in nginx and HAProxy'),
    'listed-keep': z
      .array(z.string())
      .default([])
      .describe('names that stay in an answer although its Connection lists them: Varnish keeps Set-Cookie'),
    'upgrade-name': z
      .enum(['as-sent', 'lower'])
      .default('as-sent')
      .describe('how the value of Upgrade goes on: Caddy writes it in small letters'),
    date: z.boolean().default(true).describe('in the first hop: answers without Date get one; HAProxy adds none'),
  }),
  setup({
    version,
    send,
    upgrade,
    listed,
    keep,
    te,
    expect,
    'keep-alive': keepAlive,
    repeat,
    'say-keep-alive': says,
    date: dated,
    'own-upgrade': own,
    'answers-keep': answersKeep,
    'listed-keep': listedKeep,
    'upgrade-name': upgradeName,
  }) {
    const asked = new Set(keep.map((name) => name.toLowerCase()))
    const answered = new Set([...asked, ...[...answersKeep, ...listedKeep].map((name) => name.toLowerCase())])
    const strip = (headers: HeaderList, kept: ReadonlySet<string>) => {
      const named = listed === 'drop' ? namedFields(headers) : NONE
      return filter(headers, (name) => {
        const lower = isConnectionField(name) || named.length > 0 || expect === 'drop' ? name.toLowerCase() : undefined
        if (lower === undefined || lower === 'transfer-encoding' || kept.has(lower)) return true
        return !(isConnectionField(lower) || named.includes(lower) || (expect === 'drop' && lower === 'expect'))
      })
    }
    const leg = { keepAlive, ...(repeat ? {} : { repeat }) }
    return {
      ...(says && dated && !own ? {} : { manners: { keepsSilently: !says, undated: !dated, ownUpgrades: own } }),
      request(head) {
        const wanted = get(head.headers, 'upgrade')
        const passes = wanted !== undefined && upgrade !== 'drop' && (upgrade === 'any' || isUpgrade(head.headers))
        const token = passes && (upgrade !== 'websocket' || wanted.toLowerCase() === 'websocket') && version === '1.1'
        const trailers = te === 'trailers' && members(head.headers, 'te').includes('trailers')
        const line = token ? 'upgrade' : send
        let headers = strip(head.headers, asked)
        if (line !== undefined) headers = set(headers, 'Connection', line)
        if (token) headers = add(headers, 'Upgrade', upgradeName === 'lower' ? wanted.toLowerCase() : wanted)
        if (trailers) headers = set(headers, 'TE', 'trailers')
        if (headers === head.headers && head.version === version && head.leg?.keepAlive === keepAlive) return
        return { ...head, headers, version, leg: { ...head.leg, ...leg } }
      },
      response(head) {
        if (head.status === 101) return
        const headers = strip(head.headers, answered)
        return headers === head.headers ? undefined : { ...head, headers }
      },
    }
  },
  examples: [
    {
      note: 'as RFC 9110 asks: a client that names Cookie in Connection logs itself out',
      options: {},
      wire: `
>  GET https://shop.localhost/
   Connection: keep-alive, Cookie
   Keep-Alive: timeout=5
   Cookie: sid=abc
>> GET /
   Host: shop.localhost
<< 200
   Connection: keep-alive, X-Internal
   X-Internal: 1
   Keep-Alive: timeout=72
<  200
`,
    },
    {
      note: 'stock nginx: HTTP/1.0, close, fields named in Connection stay, WebSockets do not get through',
      options: { version: '1.0', send: 'close', upgrade: 'drop', listed: 'keep', 'keep-alive': false },
      wire: `
>  GET https://shop.localhost/socket
   Connection: Upgrade, X-Secret
   Upgrade: websocket
   X-Secret: 1
>> GET /socket 1.0
   Host: shop.localhost
   X-Secret: 1
   Connection: close
<< 426
   Connection: close
<  426
`,
    },
    {
      note: 'the map $http_upgrade recipe',
      options: { send: 'close', upgrade: 'any', listed: 'keep' },
      wire: `
>  GET https://shop.localhost/socket
   Connection: keep-alive, Upgrade
   Upgrade: websocket
   TE: trailers
>> GET /socket
   Host: shop.localhost
   Connection: upgrade
   Upgrade: websocket
<< 101 Switching Protocols
   Connection: upgrade
   Upgrade: websocket
<  101 Switching Protocols
   Connection: upgrade
   Upgrade: websocket
`,
    },
  ],
})

/** The fields that Connection names besides its own tokens, in lower case; nearly always none. */
function namedFields(headers: HeaderList): readonly string[] {
  const value = get(headers, 'connection')
  if (value === undefined || /^(?:keep-alive|close|upgrade)$/i.test(value)) return NONE
  // Host is no field of any connection, whatever the client says.
  return members(headers, 'connection')
    .map((name) => name.toLowerCase())
    .filter((name) => name !== 'host')
}
