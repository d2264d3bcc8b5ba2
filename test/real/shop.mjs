// An app with an eventful session life, a front before it and a browser's requests: what the inspector is tried on.
import { createServer } from 'node:http'
import https from 'node:https'
import { parseUpstream } from '../../dist/app/upstream.js'
import { inspectLive } from '../../dist/cli/inspect-live.js'
import { goLive } from '../../dist/cli/live.js'
import { createTimeline } from '../../dist/proxy/timeline.js'

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

const ROUTES = {
  '/': { 'Cache-Control': 'public, max-age=60', 'Content-Type': 'text/html' },
  '/login': {},
  'POST /login': {
    status: 303,
    Location: '/account',
    'Set-Cookie': [
      '__Host-session=s3cr3t-0123456789abcdef; Path=/; Secure; HttpOnly; SameSite=Lax',
      'authjs.session-token.0=eyJhbGciOiJkaXIifQ.aaaaaaaaaaaaaaaaaaaaaaa; Path=/; Secure; HttpOnly; SameSite=Lax',
      'authjs.session-token.1=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb; Path=/; Secure; HttpOnly; SameSite=Lax',
      'legacy_sid=1; Domain=127.0.0.1; Path=/',
      'tracking=t1; SameSite=None',
    ],
  },
  '/prefs': { 'Set-Cookie': `prefs=${'x'.repeat(4200)}; Path=/` },
  '/account': { 'Set-Cookie': 'csrf=token123; Path=/account; SameSite=Strict' },
  '/api/auth/session': {
    'Content-Type': 'application/json',
    'Cache-Control': 'public, s-maxage=30',
    'Set-Cookie': 'flash=welcome; Path=/',
  },
  'POST /logout': {
    status: 303,
    Location: '/',
    'Set-Cookie': [
      '__Host-session=; Path=/; Secure; Max-Age=0',
      'authjs.session-token.0=; Path=/; Secure; Max-Age=0',
      'authjs.session-token.1=; Path=/; Secure; Max-Age=0',
    ],
  },
}

export async function startShop() {
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0]
    const { status = 200, ...headers } = ROUTES[`${request.method} ${path}`] ?? ROUTES[path] ?? {}
    response.writeHead(status, { 'Content-Type': 'text/html', ...headers }).end(`<p>${path}</p>`)
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { port: server.address().port, close: () => server.close().closeAllConnections() }
}

export async function startAll({
  scenario = 'nginx-two-hops',
  port = 0,
  upstream,
  timeline = createTimeline(),
  watch = false,
}) {
  const upstreams = [parseUpstream(String(upstream))]
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
    watch,
  })
  const inspector = await inspectLive(live, {
    timeline,
    upstreams,
    port: port === 0 ? 0 : port + 1,
    anyPort: port === 0,
  })
  return {
    live,
    inspector,
    timeline,
    close: async () => {
      await inspector.close()
      await live.close()
    },
  }
}

/** A browser, as far as its requests go: one connection, Sec-Fetch headers and a jar that takes what it is given. */
export function browser(live, userAgent = CHROME) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false })
  const jar = new Map()
  const { host, port } = new URL(live.url)
  return {
    jar,
    close: () => agent.destroy(),
    go: (method, path, more = {}) =>
      new Promise((resolve, reject) => {
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
          ...more,
        }
        const request = https.request(
          { agent, host: '127.0.0.1', port, servername: 'shop.localhost', method, path, headers },
          (answer) => {
            for (const line of answer.headers['set-cookie'] ?? []) {
              const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? []
              if (name === undefined || /Domain=127|tracking|prefs/.test(line)) continue
              if (/Max-Age=0/.test(line)) jar.delete(name)
              else if (!/Path=\/account/.test(line)) jar.set(name, value)
            }
            answer
              .resume()
              .on('end', () => resolve(answer))
              .on('error', reject)
          },
        )
        request.on('error', reject).end(method === 'POST' ? 'a=b' : undefined)
      }),
  }
}

export async function visit(live) {
  const alice = browser(live)
  for (const [method, path] of [
    ['GET', '/'],
    ['GET', '/login'],
    ['POST', '/login'],
    ['GET', '/account'],
    ['GET', '/api/auth/session'],
    ['GET', '/account?tab=orders&token=abcdef'],
  ])
    await alice.go(method, path)
  const bob = browser(live, FIREFOX)
  for (const [method, path] of [
    ['GET', '/'],
    ['POST', '/login'],
    ['GET', '/account'],
    ['GET', '/api/auth/session'],
  ])
    await bob.go(method, path)
  alice.jar.delete('csrf')
  await alice.go('POST', '/logout')
  await alice.go('GET', '/')
  alice.close()
  bob.close()
}
