// Small apps whose sign-in has a shape that people build and a plain form has not. Sessions live in memory.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type LoginShape =
  | 'form'
  | 'two-steps'
  | 'dialog'
  | 'front-page'
  | 'extra-fields'
  | 'no-names'
  | 'button'
  | 'let-in'
  | 'in-parts'
  | 'organisation'

export interface LoginApp {
  readonly port: number
  close(): Promise<void>
}

interface Visit {
  readonly path: string
  readonly query: URLSearchParams
  readonly user: string | undefined
}

const PASSWORD = 'open-sesame'
const field = (label: string, name: string, more = '') => `<label>${label} <input name="${name}" ${more}></label>`
const PASSWORD_FIELD = field('Password', 'password', 'type=password')
const form = (inner: string, action = '/login') => `<form method="post" action="${action}">${inner}</form>`
const SIGN_OUT = form('<button>Sign out</button>', '/logout')
const plain = form(
  `${field('User name', 'username')}${PASSWORD_FIELD}<label><input type=checkbox name=remember> Remember me</label><button>Sign in</button>`,
)

/** The page as HTML, or where it leads to. */
const PAGES: Record<LoginShape, (visit: Visit) => string | { readonly to: string }> = {
  form: ({ path, query, user }) =>
    path === '/login'
      ? `${query.has('error') ? '<p>Wrong name or password</p>' : ''}${plain}`
      : user
        ? `<h1>Hello ${user}</h1>${SIGN_OUT}`
        : '<a href="/login">Sign in</a>',
  'two-steps': ({ path, query, user }) => {
    if (path === '/login' && query.has('email'))
      return form(
        `<input type=hidden name=username value="${query.get('email')}">${PASSWORD_FIELD}<button>Continue</button>`,
      )
    if (path === '/login')
      return `<form action="/login">${field('Email', 'email', 'type=email')}<button>Continue</button></form>`
    if (!user) return { to: '/login' }
    if (path === '/') return { to: '/home' }
    return `<p id=who>...</p><script>fetch('/api/me').then((one) => one.json()).then(({ user }) => { who.textContent = 'You are ' + user })</script>`
  },
  dialog: ({ user }) =>
    user
      ? `<p>Welcome back, ${user}</p>${form('<button>Log out</button>', '/logout')}`
      : `<button onclick="box.showModal()">Log in</button><dialog id=box>${form(`${field('User name', 'username')}${PASSWORD_FIELD}<button>Go</button>`)}</dialog>`,
  'front-page': ({ user }) => (user ? `<p>Hi ${user}</p>${SIGN_OUT}` : plain),
  'extra-fields': ({ path, query, user }) => {
    if (path === '/login')
      return form(
        `<input type=hidden name=csrf value=t0k3n>${field('Company', 'company_name', 'value=acme')}${field('E-mail or user name', 'identifier')}${PASSWORD_FIELD}<button type=button>Show</button><button name=intent value=up>Sign up</button><button name=intent value=in>Sign in</button>`,
        `/login?callbackUrl=${encodeURIComponent(query.get('callbackUrl') ?? '/')}`,
      )
    if (user) return `<p>${user}</p>${SIGN_OUT}`
    return path === '/'
      ? '<a href="/login?callbackUrl=%2Fdashboard">Log in</a>'
      : { to: `/login?callbackUrl=${encodeURIComponent(path)}` }
  },
  'no-names': ({ path, user }) => {
    if (user)
      return `<p>Hello ${user}</p><button aria-label="Log out" onclick="fetch('/logout', { method: 'POST' }).then(() => location.reload())"></button>`
    if (path !== '/login') return '<a href="/login">Sign in</a>'
    return `<input type=email placeholder=Email><input type=password placeholder=Password><button id=go>Sign in</button><script>
      go.onclick = async () => {
        const [username, password] = [...document.querySelectorAll('input')].map(({ value }) => value)
        const answer = await fetch('/login', { method: 'POST', body: new URLSearchParams({ username, password }) })
        if (answer.ok) setTimeout(() => { location.href = '/' }, 100)
      }</script>`
  },
  button: ({ path, user }) => {
    if (path === '/auth-page') return plain
    return user ? `<p>Hello ${user}</p>${SIGN_OUT}` : form('<button>Sign in</button>', '/to-login')
  },
  'let-in': ({ path, user }) => (path === '/login' ? plain : user ? '<p>Inbox</p>' : { to: '/login' }),
  'in-parts': ({ path, user }) =>
    path === '/login' ? plain : user ? `<p>Hello ${user}</p>${SIGN_OUT}` : '<a href="/login">Sign in</a>',
  organisation: ({ path, user }) =>
    path === '/login'
      ? form(
          `${field('Organisation', 'org')}${field('User name', 'username')}${PASSWORD_FIELD}<button>Sign in</button>`,
        )
      : user
        ? `<p>${user}</p>`
        : '<a href="/login">Sign in</a>',
}

export async function startLoginApp(shape: LoginShape): Promise<LoginApp> {
  const sessions = new Map<string, string>()
  const server = createServer(async (request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url!, 'http://app')
    const id = /(?:^|; )sid=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    const user = sessions.get(id)
    const to = (where: string, cookie?: string) =>
      response.writeHead(303, { location: where, ...(cookie ? { 'set-cookie': cookie } : {}) }).end()
    if (path === '/api/me') return response.setHeader('content-type', 'application/json').end(JSON.stringify({ user }))
    if (request.method === 'POST') {
      const sent = new URLSearchParams(await bodyOf(request))
      if (path === '/to-login') return to('/auth-page')
      if (path === '/logout') {
        sessions.delete(id)
        return to('/')
      }
      const right =
        sent.get('password') === PASSWORD &&
        (shape !== 'extra-fields' ||
          (sent.get('csrf') === 't0k3n' && sent.get('intent') === 'in' && sent.get('company_name') === 'acme')) &&
        (shape !== 'organisation' || sent.get('org') !== '')
      if (!right) return to('/login?error=1')
      const session = randomUUID()
      sessions.set(session, sent.get('username') ?? sent.get('identifier') ?? '')
      return to(query.get('callbackUrl') ?? '/', `sid=${session}; Path=/; HttpOnly; SameSite=Lax`)
    }
    const page = PAGES[shape]({ path, query, user })
    if (typeof page !== 'string') return to(page.to)
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.write('<!doctype html><title>app</title>')
    // As frameworks stream: the head at once, and what the page is about when it is there.
    if (shape === 'in-parts') await new Promise((done) => setTimeout(done, 100))
    return response.end(page)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
