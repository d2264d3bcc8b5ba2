// An app with an eventful session life, a front before it with its inspector, and a browser's requests: what the inspector is
// tried on.
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { parseUpstreams } from '../../../src/app/upstream.ts'
import { inspectLive } from '../../../src/cli/inspect-live.ts'
import type { Live } from '../../../src/cli/live.ts'
import { goLive } from '../../../src/cli/live.ts'
import type { Timeline } from '../../../src/proxy/timeline.ts'
import { createTimeline } from '../../../src/proxy/timeline.ts'

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
export const SESSION = 's3cr3t-0123456789abcdef'

/** Header values that would do something if a page believed them. */
export const HOSTILE = {
  'X-Script': '<script>document.title="owned"</script><img src=x onerror="document.title=1">',
  'X-Ansi': 'a\tb',
  'X-Eight-Bit': '\u0085\u009b31m caf\u00e9',
  'Set-Cookie': ['"><script>document.title="owned"</script>=1; Path=/', 'rtl=\u00e2\u0080\u00ae; Path=/'],
}

interface Answer extends OutgoingHttpHeaders {
  readonly status?: number
}

const ROUTES: Record<string, Answer> = {
  '/': { 'Cache-Control': 'public, max-age=60', 'Content-Type': 'text/html' },
  'POST /login': {
    status: 303,
    Location: '/account',
    'Set-Cookie': [
      `__Host-session=${SESSION}; Path=/; Secure; HttpOnly; SameSite=Lax`,
      'authjs.session-token.0=eyJhbGciOiJkaXIifQ.aaaaaaaaaaaaaaaaaaaaaaa; Path=/; Secure; HttpOnly; SameSite=Lax',
      'authjs.session-token.1=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb; Path=/; Secure; HttpOnly; SameSite=Lax',
      'legacy_sid=1; Domain=127.0.0.1; Path=/',
      'tracking=t1; SameSite=None',
    ],
  },
  '/account': { 'Set-Cookie': 'csrf=token123; Path=/account; SameSite=Strict' },
  '/api/auth/session': {
    'Content-Type': 'application/json',
    'Cache-Control': 'public, s-maxage=30',
    'Set-Cookie': 'flash=welcome; Path=/',
  },
  'POST /logout': {
    status: 303,
    Location: '/',
    'Set-Cookie': ['__Host-session', 'authjs.session-token.0', 'authjs.session-token.1'].map(
      (name) => `${name}=; Path=/; Secure; Max-Age=0`,
    ),
  },
  '/hostile': HOSTILE,
}

export async function startShop(): Promise<{ port: number; close(): void }> {
  const server = createServer((request, response) => {
    const path = request.url!.split('?')[0]!
    const { status = 200, ...headers } = ROUTES[`${request.method} ${path}`] ?? ROUTES[path] ?? {}
    response.writeHead(status, { 'Content-Type': 'text/html', ...headers }).end(`<p>${path}</p>`)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { port: (server.address() as AddressInfo).port, close: () => server.close().closeAllConnections() }
}

/** `app`: a port, or one for each instance. */
export async function startInspected(
  app: number | readonly number[],
  { scenario = 'nginx-two-hops', port = 0, page = 0 } = {},
) {
  const timeline = createTimeline()
  const upstreams = parseUpstreams([app].flat().map(String))
  const live = await goLive({
    scenario,
    load: {},
    host: 'shop.localhost',
    port,
    httpPort: undefined,
    address: '127.0.0.1',
    upstreams,
    timeline,
    session: {},
    watch: false,
  })
  const inspector = await inspectLive(live, {
    timeline,
    upstreams,
    port: page === 0 ? undefined : page,
    anyPort: page === 0,
  })
  const close = async () => {
    await inspector.close()
    await live.close()
  }
  return { live, inspector, timeline, close }
}

/** A browser, as far as its requests go: one connection, Sec-Fetch headers and a jar that takes what it is given. */
export function browse(live: Live, userAgent = CHROME) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })
  const jar = new Map<string, string>()
  const { host, port } = new URL(live.url)
  const take = (line: string) => {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
    if (name === undefined || value === undefined || /Domain=127|tracking|Path=\/account/.test(line)) return
    if (line.includes('Max-Age=0')) jar.delete(name)
    else jar.set(name, value)
  }
  return {
    jar,
    close: () => agent.destroy(),
    go: (method: string, path: string) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
        const headers = {
          Host: host,
          'User-Agent': userAgent,
          Accept: 'text/html',
          'Sec-Fetch-Site': method === 'POST' ? 'same-origin' : 'none',
          'Sec-Fetch-Mode': 'navigate',
          'Sec-Fetch-Dest': 'document',
          ...(method === 'POST' ? { Origin: live.url } : {}),
          ...(cookie ? { Cookie: cookie } : {}),
        }
        const where = { agent, host: '127.0.0.1', port, servername: 'shop.localhost', method, path, headers }
        const request = https.request(where, (answer) => {
          for (const line of answer.headers['set-cookie'] ?? []) take(line)
          answer
            .resume()
            .on('end', () => resolve(answer))
            .on('error', reject)
        })
        request.on('error', reject).end(method === 'POST' ? 'a=b' : undefined)
      }),
  }
}

/** Alice and Bob sign in, each with a browser of their own; Alice signs out again. */
export async function visit(live: Live): Promise<void> {
  const alice = browse(live)
  await alice.go('GET', '/')
  await alice.go('GET', '/login')
  await alice.go('POST', '/login')
  await alice.go('GET', '/account')
  await alice.go('GET', '/api/auth/session')
  await alice.go('GET', '/account?tab=orders&token=abcdef')
  const bob = browse(live, FIREFOX)
  await bob.go('GET', '/')
  await bob.go('POST', '/login')
  await bob.go('GET', '/account')
  await bob.go('GET', '/api/auth/session')
  await alice.go('POST', '/logout')
  await alice.go('GET', '/')
  alice.close()
  bob.close()
}

/** What an opened browser would say of its cookies: the same as was told, and of `but` another thing. */
export function browserSays(timeline: Timeline, client: string, but = ''): void {
  for (const event of timeline.events().slice()) {
    if (event.type !== 'cookie' || event.client !== client) continue
    const { at, exchange, name, moment, reasons } = event
    if (moment !== 'kept' && moment !== 'refused' && moment !== 'sent') continue
    const predicted = moment === 'refused' ? reasons!.join(', ') : moment
    const actual = name === but ? 'InvalidPrefix' : predicted
    const told = { type: 'cookie' as const, at, exchange, client, name, predicted, actual }
    timeline.publish(
      name === but
        ? { ...told, moment: 'disagreed', text: `predicted: ${predicted}; the browser itself says: ${actual}` }
        : { ...told, moment: 'confirmed', text: `the browser itself says so: ${actual}` },
    )
  }
}
