// What well-known sign-in code sends when its form is submitted, for a visitor without a browser: the endpoints that NextAuth,
// Auth.js and better-auth document for clients of any kind. Where none fits, the form is sent as HTML would.
import type { Credentials } from './sign-in.ts'
import { filled } from './sign-in.ts'
import type { FormSeen, Said, Sight, Visitor } from './visitor.ts'

export interface Recipe {
  readonly name: string
  readonly about: string
  signIn(visitor: Visitor, base: string, form: FormSeen, credentials: Credentials): Promise<Sight>
  signOut(visitor: Visitor, base: string): Promise<void>
}

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

const nextAuth: Recipe = {
  name: 'NextAuth or Auth.js',
  about: 'credentials go to /api/auth/callback/credentials with the CSRF token',
  async signIn(visitor, base, form, credentials) {
    const text = new URLSearchParams({
      ...byName(form, filled(form, credentials)),
      csrfToken: await csrfToken(visitor, base),
      callbackUrl: `${rootOf(base)}/`,
      json: 'true',
    }).toString()
    const said = await visitor.ask(`${rootOf(base)}/api/auth/callback/credentials`, {
      method: 'POST',
      type: FORM,
      text,
    })
    const { url } = parsed(said.body)
    if (said.status !== 200 || typeof url !== 'string') return failed(form, said)
    // The library's own code leads the page to where the answer says.
    return visitor.open(url)
  },
  async signOut(visitor, base) {
    const text = new URLSearchParams({ csrfToken: await csrfToken(visitor, base), json: 'true' }).toString()
    await visitor.ask(`${rootOf(base)}/api/auth/signout`, { method: 'POST', type: FORM, text })
  },
}

const betterAuth: Recipe = {
  name: 'better-auth',
  about: 'email and password go to /api/auth/sign-in/email as JSON',
  async signIn(visitor, base, form, { user, password }) {
    const text = JSON.stringify({ email: user, password })
    const said = await visitor.ask(`${rootOf(base)}/api/auth/sign-in/email`, { method: 'POST', type: JSON_TYPE, text })
    return said.status === 200 ? visitor.open(`${rootOf(base)}/`) : failed(form, said)
  },
  async signOut(visitor, base) {
    await visitor.ask(`${rootOf(base)}/api/auth/sign-out`, { method: 'POST', type: JSON_TYPE, text: '{}' })
  },
}

/** undefined: the form sends itself, or nothing is known about its code. */
export async function recipeFor(visitor: Visitor, base: string, form: FormSeen): Promise<Recipe | undefined> {
  // A method of its own, or a field of a Server Action, is what works without code.
  if (form.method === 'post') return undefined
  const csrf = await visitor.ask(`${rootOf(base)}/api/auth/csrf`)
  if (csrf.status === 200 && typeof parsed(csrf.body).csrfToken === 'string') return nextAuth
  const ok = await visitor.ask(`${rootOf(base)}/api/auth/ok`)
  if (ok.status === 200 && parsed(ok.body).ok === true) return betterAuth
  return undefined
}

export async function signInWith(
  visitor: Visitor,
  form: FormSeen,
  {
    base,
    credentials,
    recipe,
    until,
  }: { base: string; credentials: Credentials; recipe: Recipe | undefined; until: (sight: Sight) => boolean },
): Promise<Sight> {
  if (recipe) return recipe.signIn(visitor, base, form, credentials)
  return visitor.submit(form, filled(form, credentials), until)
}

async function csrfToken(visitor: Visitor, base: string): Promise<string> {
  const { csrfToken } = parsed((await visitor.ask(`${rootOf(base)}/api/auth/csrf`)).body)
  return typeof csrfToken === 'string' ? csrfToken : ''
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function failed(form: FormSeen, { body: _, ...said }: Said): Sight {
  return { ...said, text: '', forms: [form], controls: [], trouble: `answered ${said.status}` }
}

/** The app's own code knows nothing of a path that a front puts before it. */
const rootOf = (base: string) => new URL(base).origin

function byName({ fields }: FormSeen, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [fields.find((one) => one.key === key)?.name || key, value]),
  )
}
