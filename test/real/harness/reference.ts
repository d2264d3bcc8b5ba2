// What the real nginx does to the apps, as measured by nginx-reference.test.ts with the files in test/real/fronts. A
// simulated front of the same name is right when it does the same.
import type { LoginReport, LoginVerdict } from './login.ts'
import type { Subject } from './subject.ts'

export type Outcome =
  | 'ok'
  /** The sign-in comes to nothing: nobody is signed in anywhere. */
  | 'signed out'
  /** The sign-in works, and then the app sends the browser to the public name under http://. */
  | 'sent to http'

/** none = the app's own address, nothing in front. */
const FRONTS = ['none', 'nginx-recommended', 'behind-nginx', 'nginx-missing-proto', 'nginx-two-hops'] as const
export type Front = (typeof FRONTS)[number]

export const REFERENCE: Readonly<Record<Subject, Readonly<Record<Front, Outcome>>>> = {
  // Server Action: Next.js compares Origin with Host. Auth.js builds the redirect from X-Forwarded-Proto.
  'nextjs-authjs': {
    none: 'ok',
    'nginx-recommended': 'ok',
    'behind-nginx': 'signed out',
    'nginx-missing-proto': 'sent to http',
    'nginx-two-hops': 'sent to http',
  },
  // Server Action too, but a relative redirect, and no Secure cookie under `next dev`.
  'nextjs-iron-session': {
    none: 'ok',
    'nginx-recommended': 'ok',
    'behind-nginx': 'signed out',
    'nginx-missing-proto': 'ok',
    'nginx-two-hops': 'ok',
  },
  // Never sets its Secure cookie unless told that the request came over HTTPS.
  'express-session': {
    none: 'signed out',
    'nginx-recommended': 'ok',
    'behind-nginx': 'signed out',
    'nginx-missing-proto': 'signed out',
    'nginx-two-hops': 'signed out',
  },
  // See src/demo/app.ts.
  demo: {
    none: 'ok',
    'nginx-recommended': 'ok',
    'behind-nginx': 'signed out',
    'nginx-missing-proto': 'sent to http',
    'nginx-two-hops': 'sent to http',
  },
}

/** `hotReload` false: the front loses the dev server's WebSocket, so that pages of `next dev` never hydrate. */
export function expectedReport(subject: Subject, outcome: Outcome, origin: string, hotReload = true) {
  const next = subject.startsWith('nextjs-')
  const inside = outcome !== 'signed out'
  const verdict: LoginVerdict = {
    hydrated: next ? hotReload : null,
    hmr: next ? (hotReload ? 'connected' : 'failed') : null,
    login: outcome === 'ok',
    reload: inside,
    client: subject === 'nextjs-authjs' ? inside : null,
    me: inside,
    protected: subject === 'demo' ? null : inside,
    signout: inside ? true : null,
  }
  const landed = {
    ok: `${origin}/`,
    // Next.js answers the refused action with 500, and the browser stays; the others redirect as if all were well.
    'signed out': next ? `${origin}/login` : `${origin}/`,
    'sent to http': `${origin.replace('https:', 'http:')}/`,
  }[outcome]
  const refused =
    subject === 'demo' && outcome === 'signed out'
      ? ['sid; Domain=127.0.0.1; Path=/; HttpOnly; Secure; SameSite=Lax: InvalidDomain']
      : []
  const failedPosts = next && outcome === 'signed out' ? 1 : 0
  return { verdict, landed, refused, failedPosts, withheld: [] } satisfies Partial<LoginReport>
}
