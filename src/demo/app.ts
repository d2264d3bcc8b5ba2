// The app that `repro-proxy demo` signs in to: node:http, sessions in memory, nothing to install. It does what many
// production apps do: it takes the front's word for its own public address, and writes that address into two places.
//
//   Location    is absolute: X-Forwarded-Proto (else http), then X-Forwarded-Host (else Host);
//   Set-Cookie  is `sid=...; Domain=<that host>; Path=/; HttpOnly; Secure; SameSite=Lax`.
//
// For a browser at https://demo.localhost:8443 and this app on 127.0.0.1:3000, POST /login is answered 303 with
//
//   direct, nginx-recommended   Location: https://demo.localhost:8443/   Set-Cookie: ... Domain=demo.localhost
//       The browser keeps sid and sends it with GET /, which says "Signed in as alice". (Both must pass Host with its port,
//       and X-Forwarded-Proto: https. Without a front at all, http://localhost:3000 works just as well.)
//   behind-nginx                Location: http://127.0.0.1:3000/         Set-Cookie: ... Domain=127.0.0.1
//       nginx put its own proxy_pass address into Host. On the way back its default proxy_redirect mends the Location, so
//       nothing looks wrong, but nothing mends the cookie: a browser at demo.localhost refuses one for 127.0.0.1
//       (Chromium: InvalidDomain), GET / goes out without sid, and the page says "Signed out".
//   nginx-missing-proto, nginx-two-hops   The cookie is kept, but Location is http://demo.localhost:8443/: the browser is
//       sent away from HTTPS.
//
// GET /welcome is the page that a shared cache makes a mess of: it says s-maxage=60, as a prerendered page does, and renews the
// session's cookie, as middleware does. Behind a cache that stores both, the next visitor is whoever came first.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseCookieHeader } from '../core/cookies.ts'
import { get, members } from '../core/headers.ts'
import { readForm } from './form.ts'
import { homePage, loginPage, plainPage } from './pages.ts'

export { type DemoStep, demoLoginFlow, demoOutcome } from './login-flow.ts'
export { userOnPage } from './pages.ts'

const USERS = ['alice', 'bob', 'carol']
const PASSWORD = 'pw'
const COOKIE = 'sid'
/** The oldest sessions go first: a demo left open must not grow. */
const MOST_SESSIONS = 1000

export interface DemoApp {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  /** Ends every connection; answers when the port is free again. */
  close(): Promise<void>
}

/** Listens on 127.0.0.1 and a free port unless told otherwise. Rejects with Node's own error when the port is taken. */
export async function startDemoApp(options: { port?: number; host?: string } = {}): Promise<DemoApp> {
  const host = options.host ?? '127.0.0.1'
  const sessions = new Map<string, string>()
  const server = createServer((request, response) => {
    answer(request, response, sessions).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, sessions: Map<string, string>) {
  const headers = request.rawHeaders
  const [path] = (request.url ?? '/').split('?')
  const id = sessionId(request)
  const user = (id && sessions.get(id)) ?? null
  const html = (status: number, body: string) => {
    response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(body)
  }
  const wrongMethod = (allowed: string) => {
    response.setHeader('Allow', allowed)
    html(405, plainPage('Method not allowed', headers))
  }
  const reading = request.method === 'GET' || request.method === 'HEAD'

  if (path === '/login' && request.method === 'POST') {
    const form = await readForm(request)
    const name = form?.get('username') ?? ''
    if (form === null) return html(413, plainPage('That form is too big', headers))
    if (!USERS.includes(name) || form.get('password') !== PASSWORD) return html(401, loginPage(headers, name))
    const fresh = randomBytes(18).toString('base64url')
    // A new id at every sign-in: one that was planted before must not become a session.
    if (id !== undefined) sessions.delete(id)
    sessions.set(fresh, name)
    const [oldest] = sessions.keys()
    if (sessions.size > MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest)
    return goHome(request, response, fresh)
  }
  if (path === '/logout') {
    if (request.method !== 'POST') return wrongMethod('POST')
    if (id !== undefined) sessions.delete(id)
    return goHome(request, response, null)
  }
  if (path === '/login') return reading ? html(200, loginPage(headers)) : wrongMethod('GET, HEAD, POST')
  if (path === '/') return reading ? html(200, homePage(user, headers)) : wrongMethod('GET, HEAD')
  if (path === '/welcome') {
    if (!reading) return wrongMethod('GET, HEAD')
    response.setHeader('Content-Type', 'text/html; charset=utf-8').setHeader('Cache-Control', 's-maxage=60')
    if (user !== null && id !== undefined) response.setHeader('Set-Cookie', cookieFor(headers, id))
    response.end(homePage(user, headers))
    return
  }
  if (path === '/api/me') {
    if (!reading) return wrongMethod('GET, HEAD')
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    response.end(JSON.stringify({ user }))
    return
  }
  html(404, plainPage('Not found', headers))
}

function sessionId(request: IncomingMessage): string | undefined {
  return parseCookieHeader(request.headers.cookie ?? '').find(({ name }) => name === COOKIE)?.value
}

/** Back to the first page with the session's cookie; null takes the cookie away. */
function goHome(request: IncomingMessage, response: ServerResponse, session: string | null): void {
  const headers = request.rawHeaders
  const scheme = members(headers, 'X-Forwarded-Proto')[0] === 'https' ? 'https' : 'http'
  response
    .writeHead(303, {
      Location: `${scheme}://${publicHost(headers)}/`,
      'Set-Cookie': cookieFor(headers, session),
      'Content-Length': '0',
    })
    .end()
}

function publicHost(headers: readonly string[]): string {
  return members(headers, 'X-Forwarded-Host')[0] ?? get(headers, 'Host') ?? 'localhost'
}

function cookieFor(headers: readonly string[], session: string | null): string {
  const lasts = session === null ? '; Max-Age=0' : ''
  return `${COOKIE}=${session ?? ''}; ${domainOf(publicHost(headers))}Path=/; HttpOnly; Secure; SameSite=Lax${lasts}`
}

/** `Domain=name; `, without the port. No attribute for what is no plain name: a `;` in Host must not become attributes. */
function domainOf(host: string): string {
  const name = host.replace(/:\d*$/, '')
  return /^[a-z0-9.-]+$/i.test(name) ? `Domain=${name}; ` : ''
}
