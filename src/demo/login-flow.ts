// The login that `repro-proxy demo` acts out: what a person would do with a browser, as requests.

export interface DemoStep {
  readonly about: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** Fields of an application/x-www-form-urlencoded body. */
  readonly form?: Readonly<Record<string, string>>
}

/**
 * One step after the other, in one cookie jar. A redirect is followed with GET, as a browser does after 303, before the
 * next step; `userOnPage` of the last answer is the outcome.
 */
export const demoLoginFlow: readonly DemoStep[] = [
  { about: 'open the login form', method: 'GET', path: '/login' },
  { about: 'sign in as alice', method: 'POST', path: '/login', form: { username: 'alice', password: 'pw' } },
]

/** Who is signed in after the flow, by scenario; null: nobody. Measured in test/real with nginx 1.22, `direct` with no front. */
export const demoOutcome: Readonly<Record<string, string | null>> = {
  direct: 'alice',
  'nginx-recommended': 'alice',
  'behind-nginx': null,
}
