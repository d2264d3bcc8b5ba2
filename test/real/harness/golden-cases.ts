// What is sent through a real front and its simulation: requests that login code sends and answers that it gives, one for each rule
// that the measured servers disagree about.
export interface GoldenCase {
  readonly id: string
  readonly method?: string
  readonly path?: string
  readonly http2?: true
  /** Flat list; Host is added. */
  readonly headers?: readonly string[]
  readonly body?: string
  readonly host?: string
  readonly answer?: { readonly status?: number; readonly headers?: readonly string[]; readonly body?: string }
  /** Asked so many times, for caches. */
  readonly times?: number
}

const cookies = (count: number, size: number) =>
  Array.from({ length: count }, (_, i) => ['Set-Cookie', `session.${i}=${'s'.repeat(size)}; Path=/; HttpOnly`]).flat()

export const GOLDEN_CASES: readonly GoldenCase[] = [
  { id: 'page' },
  { id: 'page-h2', http2: true },
  {
    id: 'login',
    method: 'POST',
    headers: ['Origin', 'https://app.example.test', 'Cookie', 'theme=dark'],
    body: 'user=ann',
    answer: {
      status: 303,
      headers: ['Location', '/account', 'Set-Cookie', 'sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax'],
    },
  },
  { id: 'two-cookie-lines', headers: ['Cookie', 'sid=abc', 'Cookie', 'theme=dark'] },
  { id: 'cookie-crumbs', http2: true, headers: ['cookie', 'sid=abc', 'cookie', 'theme=dark'] },
  { id: 'cookie-7000', headers: ['Cookie', `sid=${'s'.repeat(7000)}`] },
  { id: 'cookie-20000', headers: ['Cookie', `sid=${'s'.repeat(20_000)}`] },
  {
    id: 'claims',
    headers: ['X-Forwarded-For', '203.0.113.9', 'X-Forwarded-Proto', 'http', 'X-Forwarded-Host', 'evil.example.net'],
  },
  { id: 'underscore', headers: ['session_id', 'abc'] },
  { id: 'names-cookie-in-connection', headers: ['Connection', 'close, Cookie', 'Cookie', 'sid=abc'] },
  { id: 'authorization', headers: ['Authorization', 'Bearer abc'] },
  { id: 'host-port', host: 'app.example.test:8443' },
  { id: 'host-two', headers: ['Host', 'evil.example.net'] },
  { id: 'encoded-slash', path: '/c/encoded-slash/a%2Fb?next=%2Fhome' },
  { id: 'dots', path: '/c/dots/x/../y' },
  { id: 'odd-escape', path: '/c/odd-escape/100%' },
  { id: 'inside-redirect', answer: { status: 302, headers: ['Location', 'http://127.0.0.1:@APP@/login'] } },
  { id: 'outside-redirect', answer: { status: 302, headers: ['Location', 'https://idp.example.org/authorize?x=1'] } },
  {
    id: 'three-cookies',
    answer: { headers: ['Set-Cookie', 'a=1', 'X-A', '1', 'set-cookie', 'b=2', 'Set-Cookie', 'c=3'] },
  },
  { id: 'session-1x3000', answer: { headers: cookies(1, 3000) } },
  { id: 'session-2x3900', answer: { headers: cookies(2, 3900) } },
  { id: 'session-6x3900', answer: { headers: cookies(6, 3900) } },
  { id: 'error-with-cookie', answer: { status: 500, headers: ['Set-Cookie', 'sid=; Max-Age=0'], body: 'boom\n' } },
  { id: 'unauthorized', answer: { status: 401, headers: ['WWW-Authenticate', 'Bearer'], body: 'who?\n' } },
  { id: 'cached', times: 2, answer: { headers: ['Cache-Control', 'public, max-age=60'] } },
  { id: 'not-modified', headers: ['If-None-Match', '"v1"'], answer: { status: 304, headers: ['ETag', '"v1"'] } },
]
