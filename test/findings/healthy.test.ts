// An hour of nothing wrong, written down for each way of keeping a session: whatever people, scripts and bots do here, nobody is
// told that something is broken. (Real apps in a real browser have the same hour in test/real/simulated-front.test.ts.)
import { describe, expect, test } from 'vitest'
import { play } from './story.ts'

interface Way {
  readonly login: string
  readonly logout: string
  readonly session: string
  /** Set by the login, name and value each, with what else the line says. */
  readonly cookies: readonly string[]
  readonly before?: readonly string[]
  readonly attributes: string
  readonly answer: string
  readonly next?: boolean
}

const NEXT = { answer: '303 See Other', next: true } as const
const COOKIE = 'Path=/; HttpOnly; Secure; SameSite=Lax'
const jwe = (letter: string, n = 400) => `eyJhbGciOiJkaXIifQ..${letter.repeat(n)}`

const WAYS: Record<string, Way> = {
  'Auth.js v5': {
    ...NEXT,
    login: '/login',
    logout: '/api/auth/signout',
    session: '/api/auth/session',
    cookies: [`__Secure-authjs.session-token=${jwe('a')}`],
    before: ['__Host-authjs.csrf-token=aa%7Cbb', '__Secure-authjs.callback-url=https%3A%2F%2Fshop.localhost'],
    attributes: COOKIE,
  },
  'NextAuth v4, in parts': {
    ...NEXT,
    answer: '200 OK',
    login: '/api/auth/callback/credentials',
    logout: '/api/auth/signout',
    session: '/api/auth/session',
    cookies: [
      `__Secure-next-auth.session-token.0=${jwe('a', 3900)}`,
      `__Secure-next-auth.session-token.1=${'b'.repeat(400)}`,
    ],
    before: ['__Host-next-auth.csrf-token=aa%7Cbb', '__Secure-next-auth.callback-url=https%3A%2F%2Fshop.localhost'],
    attributes: COOKIE,
  },
  'iron-session': {
    ...NEXT,
    login: '/login',
    logout: '/logout',
    session: '/api/me',
    cookies: [`shop=Fe26.2*1*${'c'.repeat(200)}`],
    attributes: `${COOKIE}; Max-Age=1209540`,
  },
  'better-auth': {
    ...NEXT,
    answer: '200 OK',
    login: '/api/auth/sign-in/email',
    logout: '/api/auth/sign-out',
    session: '/api/auth/get-session',
    cookies: ['__Secure-better-auth.session_token=abc.def'],
    attributes: `${COOKIE}; Max-Age=604800`,
  },
  'express-session': {
    login: '/login',
    logout: '/logout',
    session: '/api/me',
    cookies: [`connect.sid=s%3A${'d'.repeat(32)}.${'e'.repeat(43)}`],
    attributes: 'Path=/; Expires=Mon, 30 Nov 2026 10:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
    answer: '302 Found',
  },
  Supabase: {
    ...NEXT,
    login: '/login',
    logout: '/logout',
    session: '/api/user',
    cookies: [`sb-abc-auth-token.0=base64-${'f'.repeat(3000)}`, `sb-abc-auth-token.1=${'g'.repeat(900)}`],
    attributes: 'Path=/; Max-Age=34560000; SameSite=Lax; Secure',
  },
  'a token and one to renew it': {
    login: '/auth/login',
    logout: '/auth/logout',
    session: '/api/me',
    cookies: ['access_token=eyJh.eyJz.aaa', 'refresh_token=eyJh.eyJz.bbb'],
    before: ['csrf=abc.def'],
    attributes: COOKIE,
    answer: '302 Found',
  },
}

const AGENTS = ['Googlebot/2.1', 'curl/8.5.0', 'UptimeRobot/2.0', 'kube-probe/1.29']
const list = (lines: readonly string[]) => lines.map((line) => `   ${line}\n`).join('')

interface Asked {
  readonly who?: string
  readonly after?: number
  readonly cookies?: readonly string[]
  readonly headers?: readonly string[]
  readonly status?: string
  readonly answer?: readonly string[]
  readonly body?: string
}

/** One request as a healthy front passes it on. */
function ask(method: string, path: string, asked: Asked = {}): string {
  const { who = 'alice', after = 2, cookies = [], headers = [], status = '200 OK', answer = [], body } = asked
  const own = [...headers, ...(cookies.length > 0 ? [`Cookie: ${cookies.join('; ')}`] : [])]
  const front = ['Host: shop.localhost', 'X-Forwarded-For: 203.0.113.7', 'X-Forwarded-Proto: https']
  return [
    `>  ${method} https://shop.localhost${path} as=${who} after=${after}s\n${list(own)}`,
    `>> ${method} ${path}\n${list([...front, ...own])}`,
    `<< ${status}\n${list(answer)}${body === undefined ? '' : `   | ${body}\n`}`,
  ].join('')
}

const DOCUMENT = [
  'Accept: text/html',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: same-origin',
]
const TYPED = ['Accept: text/html', 'Sec-Fetch-Dest: document', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Site: none']
const LINK = ['Accept: text/html', 'Sec-Fetch-Dest: document', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Site: cross-site']
const FETCH = ['Accept: */*', 'Sec-Fetch-Dest: empty', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Site: same-origin']
const IMAGE = ['Accept: image/*', 'Sec-Fetch-Dest: image', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Site: same-origin']
const SOCKET = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Origin: https://shop.localhost',
]
const HTML = ['Content-Type: text/html; charset=utf-8']
const JSON_TYPE = ['Content-Type: application/json']

function hour({ login, logout, session, cookies, before = [], attributes, answer, next }: Way): string {
  const names = cookies.map((one) => one.slice(0, one.indexOf('=')))
  const taken = names.map((name) => `Set-Cookie: ${name}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax`)
  const given = (set: readonly string[]) => set.map((one) => `Set-Cookie: ${one}; ${attributes}`)
  const form = [
    'Origin: https://shop.localhost',
    'Sec-Fetch-Site: same-origin',
    'Content-Type: application/x-www-form-urlencoded',
  ]
  const out: string[] = []
  const look = (who: string, held: readonly string[], signedIn: boolean) => {
    const page = { who, cookies: held, headers: DOCUMENT, answer: HTML }
    out.push(ask('GET', '/', page))
    out.push(
      ask('GET', '/logo.png', {
        ...page,
        headers: IMAGE,
        answer: ['Content-Type: image/png', 'Cache-Control: public, max-age=60'],
      }),
    )
    out.push(
      ask('GET', session, {
        ...page,
        headers: FETCH,
        answer: JSON_TYPE,
        body: signedIn ? '{"user":{"name":"alice"}}' : 'null',
      }),
    )
    if (next)
      for (const path of ['/account?_rsc=1', '/about?_rsc=1']) {
        const refused = !signedIn && path.startsWith('/account')
        const headers = [...FETCH, 'RSC: 1', 'Next-Router-Prefetch: 1']
        const said = refused
          ? ['Location: /login']
          : ['Content-Type: text/x-component', 'Vary: rsc, next-router-state-tree']
        out.push(
          ask('GET', path, { ...page, headers, status: refused ? '307 Temporary Redirect' : '200 OK', answer: said }),
        )
      }
    const account = signedIn ? { answer: HTML } : { status: '302 Found', answer: ['Location: /login'] }
    out.push(ask('GET', '/account', { ...page, ...account }))
    out.push(ask('GET', '/no-such-page', { ...page, status: '404 Not Found' }))
    out.push(
      ask('GET', '/events', {
        ...page,
        headers: [...FETCH, 'Accept: text/event-stream'],
        answer: ['Content-Type: text/event-stream'],
      }),
    )
    out.push(
      ask('GET', '/socket', {
        ...page,
        headers: SOCKET,
        status: '101 Switching Protocols',
        answer: ['Upgrade: websocket', 'Connection: Upgrade'],
      }),
    )
    out.push(
      ask('POST', '/api/cart', {
        ...page,
        headers: [...FETCH, 'Origin: https://shop.localhost'],
        answer: JSON_TYPE,
        body: '{"items":1}',
      }),
    )
    out.push(ask('GET', '/?utm_source=mail', { ...page, headers: LINK }))
  }
  const signIn = (who: string, right = true) => {
    out.push(
      ask('GET', '/login', {
        who,
        headers: TYPED,
        answer: [...HTML, ...before.map((one) => `Set-Cookie: ${one}; ${COOKIE}`)],
      }),
    )
    const said = right ? [...given(cookies), ...(answer.startsWith('3') ? ['Location: /'] : [])] : []
    const wrong = answer.startsWith('3')
      ? { status: '302 Found', answer: ['Location: /login?error=1'] }
      : { status: '401 Unauthorized', answer: JSON_TYPE }
    out.push(
      ask('POST', login, {
        who,
        cookies: before,
        headers: form,
        ...(right ? { status: answer, answer: said } : wrong),
      }),
    )
  }
  const all = [...before, ...cookies]
  const bots = () => {
    for (const agent of AGENTS)
      for (const [method, path, status] of [
        ['GET', '/robots.txt', '404 Not Found'],
        ['HEAD', '/', '200 OK'],
        ['GET', '/account', '302 Found'],
        ['GET', '/wp-login.php', '404 Not Found'],
        ['POST', '/xmlrpc.php', '405 Method Not Allowed'],
      ] as const) {
        const headers = [`User-Agent: ${agent}`, 'Accept: */*']
        out.push(
          ask(method, path, {
            who: agent,
            headers,
            status,
            answer: status.startsWith('3') ? ['Location: /login'] : [],
          }),
        )
      }
  }
  bots()
  look('passer', [], false)
  signIn('alice', false)
  signIn('alice')
  look('alice', all, true)
  look('passer', [], false)
  // Signed out, and in again.
  out.push(ask('POST', logout, { cookies: all, headers: form, status: '302 Found', answer: [...taken, 'Location: /'] }))
  look('alice', before, false)
  signIn('alice')
  look('alice', all, true)
  // The session ends after a while: the app says so once, and takes the cookie away.
  const account = { cookies: all, after: 1800, headers: TYPED, status: '302 Found' }
  out.push(ask('GET', '/account', { ...account, answer: [...taken, 'Location: /login'] }))
  look('alice', before, false)
  signIn('alice')
  look('alice', all, true)
  // Another one is over, and the app leaves the cookie alone: worth a note, no more.
  out.push(ask('GET', '/account', { ...account, answer: ['Location: /login'] }))
  out.push(ask('GET', session, { cookies: all, headers: FETCH, answer: JSON_TYPE, body: 'null' }))
  signIn('alice')
  look('alice', all, true)
  bots()
  return out.join('')
}

describe.each(Object.entries(WAYS))('%s', (_name, way) => {
  test('an hour of normal traffic leads to no finding above info', () => {
    const { findings, faults } = play(hour(way))
    expect(faults).toEqual([])
    expect(
      findings
        .found()
        .filter(({ level }) => level !== 'info')
        .map(({ id, title }) => `${id}: ${title}`),
    ).toEqual([])
    const { length } = findings.cards()
    expect(length).toBeGreaterThan(3)
    expect(
      findings
        .cards()
        .map(({ outcome }) => outcome)
        .filter((outcome) => outcome === 'signed in').length,
    ).toBe(length - 1)
  })
})
