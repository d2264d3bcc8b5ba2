// Where the app's sign-in form is and which of its fields is which, told from what all such forms have: a password field.
import type { Control, Field, FormSeen, Sight, Visitor } from './visitor.ts'

export interface Credentials {
  readonly user: string
  readonly password: string
}

export const SIGN_IN = /\b(?:sign|log)[\s_-]?in\b|\banmelden\b|\bse connecter\b/i
export const SIGN_OUT = /\b(?:sign|log)[\s_-]?(?:out|off)\b|\babmelden\b/i
const USUAL = [
  ...['/login', '/signin', '/sign-in', '/log-in', '/auth/login', '/auth/signin', '/auth/sign-in'],
  ...['/api/auth/signin', '/account/login', '/users/sign_in', '/user/login', '/admin/login'],
]
const WORDS = new Set(['text', 'email', 'tel', 'search', 'url', ''])

const passwordOf = ({ fields }: FormSeen) => fields.filter(({ type }) => type === 'password')

/** One password field: two are a sign-up, or a new password. */
export function signInForm({ forms }: Sight): FormSeen | undefined {
  const fit = forms.filter((form) => passwordOf(form).length === 1 && userField(form) !== undefined)
  const score = (form: FormSeen) =>
    (form.buttons.some((text) => SIGN_IN.test(text)) ? 2 : 0) + (/sign-?up|register/i.test(form.action) ? -3 : 0)
  return [...fit].sort((a, b) => score(b) - score(a))[0]
}

export function userField(form: FormSeen): Field | undefined {
  const words = form.fields.filter(({ type }) => WORDS.has(type))
  return (
    words.find(({ autocomplete }) => /username|email/i.test(autocomplete)) ??
    words.find(({ name, type }) => type === 'email' || /user|mail|login|account|name/i.test(name)) ??
    words.at(-1)
  )
}

export function filled(form: FormSeen, { user, password }: Credentials): Record<string, string> {
  return { [userField(form)!.name]: user, [passwordOf(form)[0]!.name]: password }
}

/** The path of the page with the form, and what was tried before it was found. */
export async function findSignIn(
  visitor: Visitor,
  base: string,
  known?: string,
): Promise<{ path: string; sight: Sight } | { tried: readonly string[]; last: Sight }> {
  const tried: string[] = []
  const queue: string[] = [known === undefined ? `${base}/` : `${base}${known}`]
  let last: Sight | undefined
  let guessed = known !== undefined
  for (;;) {
    const next = queue.shift()
    if (next === undefined) {
      if (guessed) return { tried, last: last! }
      guessed = true
      queue.push(...USUAL.map((path) => base + path).filter((url) => !tried.includes(pathIn(url, base))))
      continue
    }
    const path = pathIn(next, base)
    if (tried.includes(path)) continue
    tried.push(path)
    const sight = await visitor.open(next, (seen) => signInForm(seen) !== undefined || tried.length === 1)
    last ??= sight
    if (signInForm(sight)) return { path: pathIn(sight.url, base), sight }
    for (const { text, href } of sight.controls) {
      const own = href !== undefined && new URL(href).origin === new URL(base).origin
      if (own && (SIGN_IN.test(text) || /\/(?:log|sign)-?in\b/i.test(href))) queue.unshift(href)
    }
  }
}

export function signOutControl({ controls }: Sight): Control | undefined {
  return (
    controls.find(({ text }) => SIGN_OUT.test(text)) ??
    controls.find(({ href = '' }) => /(?:sign|log)-?out/i.test(href))
  )
}

/** Path and query of an address, without what comes before the app. */
export function pathIn(url: string, base: string): string {
  const { pathname, search } = new URL(url)
  const mount = new URL(base).pathname.replace(/\/$/, '')
  return (pathname.startsWith(`${mount}/`) ? pathname.slice(mount.length) : pathname) + search
}
