// What is found of each shape of a login: by the browser's driver and by the one without.
import { onTestFinished } from 'vitest'
import type { Checked, CheckOptions } from '../../../src/check/check.ts'
import { check } from '../../../src/check/check.ts'
import { foundLogin } from '../../../src/check/found-login.ts'
import type { Plan } from '../../../src/check/plan.ts'
import { type LoginShape, startLoginApp } from './login-app.ts'

export async function checkedShape(
  shape: LoginShape,
  driver: CheckOptions['driver'],
  user = 'alice',
): Promise<Checked> {
  const { port, close } = await startLoginApp(shape)
  onTestFinished(close)
  return check({
    upstreams: [{ name: 'a', scheme: 'http', host: '127.0.0.1', port, authority: `127.0.0.1:${port}` }],
    scenarios: ['nginx-recommended', 'strip-set-cookie'],
    play: foundLogin({ user, password: 'open-sesame' }),
    jobs: 1,
    driver,
  })
}

const MAIL = 'alice@example.com'
/** user, and what is assumed: with a browser, and without one where that is another thing. */
export const FOUND: [shape: LoginShape, user: string, plan: Partial<Plan>, bare?: Partial<Plan>][] = [
  [
    'form',
    'alice',
    { entrance: { path: '/login' }, home: '/', mark: { text: 'alice' }, api: '/api/me', signOut: true },
  ],
  [
    'two-steps',
    MAIL,
    { entrance: { path: '/login', userFirst: true }, home: '/home', mark: { text: MAIL }, client: '/api/me' },
    { entrance: { path: '/login', userFirst: true }, home: '/home', mark: 'let-in', api: '/api/me' },
  ],
  [
    'dialog',
    'alice',
    { entrance: { path: '/', opener: 'Log in' }, signOut: true },
    { entrance: { path: '/' }, signOut: true },
  ],
  ['front-page', 'alice', { entrance: { path: '/' }, home: '/', mark: { text: 'alice' } }],
  [
    'extra-fields',
    'alice',
    { entrance: { path: '/login?callbackUrl=%2Fdashboard' }, home: '/dashboard', mark: { text: 'alice' } },
  ],
  ['button', 'alice', { entrance: { path: '/auth-page' }, home: '/', mark: { text: 'alice' } }],
  ['in-parts', 'alice', { entrance: { path: '/login' }, home: '/', mark: { text: 'alice' }, signOut: true }],
  ['let-in', 'alice', { entrance: { path: '/login' }, home: '/', mark: 'let-in' }],
]
