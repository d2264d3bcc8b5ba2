// The way to the sign-in form: a page of its own, perhaps a button that opens it there, perhaps a page before it that asks for the
// name alone. It is found once and then gone in the same way behind every scenario.
import type { Credentials } from './sign-in.ts'
import {
  passwordForm,
  pathIn,
  SIGN_IN,
  sendingButton,
  signInForm,
  signInOpener,
  userField,
  userForm,
} from './sign-in.ts'
import type { FormSeen, Sight, Visitor } from './visitor.ts'

export interface Entrance {
  /** Of the page where it begins. */
  readonly path: string
  /** Text of a button there that has to be pressed. */
  readonly opener?: string
  /** The name is asked for first, the password after that. */
  readonly userFirst?: boolean
}

export interface Reached {
  readonly sight: Sight
  /** undefined: it is not there. */
  readonly form: FormSeen | undefined
}

export type Found = (Entrance & { readonly sight: Sight; readonly form: FormSeen }) | NotFound

export interface NotFound {
  readonly tried: readonly string[]
  /** The first page. */
  readonly first: Sight
  /** On a page that looked like it: what was there instead of a form. */
  readonly nearly?: string
}

const USUAL = [
  ...['/login', '/signin', '/sign-in', '/log-in', '/auth/login', '/auth/signin', '/auth/sign-in', '/auth'],
  ...['/api/auth/signin', '/account/login', '/users/sign_in', '/user/login', '/accounts/login', '/admin/login'],
]
const LIKE_LOGIN = /(?:log|sign)[-_]?in\b|\/auth\b|\/account/i

/** Opens the page and does what brings the form. */
export async function reach(
  visitor: Visitor,
  base: string,
  { path, opener, userFirst = false }: Entrance,
  credentials: Credentials,
): Promise<Reached> {
  const begins = (sight: Sight) =>
    opener !== undefined
      ? openerIn(sight, opener) !== undefined
      : (userFirst ? userForm(sight) : signInForm(sight)) !== undefined
  let sight = await visitor.open(base + path, begins)
  if (!begins(sight)) return { sight, form: undefined }
  if (opener !== undefined) sight = await opened(visitor, sight, opener)
  if (!userFirst) return { sight, form: signInForm(sight) }
  const first = userForm(sight)
  if (first) sight = await named(visitor, first, credentials)
  return { sight, form: passwordForm(sight) }
}

const openerIn = ({ controls }: Sight, text: string) =>
  controls.find((one) => one.text === text && one.href === undefined)

const signInLinks = ({ controls }: Sight) =>
  controls.flatMap(({ text, href = '' }) =>
    href !== '' && (SIGN_IN.test(text) || /\/(?:log|sign)-?in\b/i.test(href)) ? [href] : [],
  )

/** A first page may fill itself in later: it is done when it says how to go on. */
export const leadsOn = (sight: Sight) => signInLinks(sight).length > 0 || signInOpener(sight) !== undefined

const anyForm = (sight: Sight) => (signInForm(sight) ?? userForm(sight)) !== undefined

async function opened(visitor: Visitor, sight: Sight, text: string): Promise<Sight> {
  return visitor.press(openerIn(sight, text)!, {}, anyForm)
}

async function named(visitor: Visitor, form: FormSeen, { user }: Credentials): Promise<Sight> {
  return visitor.submit(form, { [userField(form)!.key]: user }, (sight) => passwordForm(sight) !== undefined)
}

/** `known`: the path of the page; looked for when absent. */
export async function findSignIn(
  visitor: Visitor,
  base: string,
  credentials: Credentials,
  known?: string,
): Promise<Found> {
  const tried: string[] = []
  const queue: string[] = [known === undefined ? `${base}/` : `${base}${known}`]
  let first: Sight | undefined
  let nearly: string | undefined
  let guessed = known !== undefined
  for (;;) {
    const next = queue.shift()
    if (next === undefined) {
      if (guessed) return { tried, first: first!, ...(nearly === undefined ? {} : { nearly }) }
      guessed = true
      queue.push(...USUAL.map((path) => base + path).filter((url) => !tried.includes(pathIn(url, base))))
      continue
    }
    const asked = pathIn(next, base)
    if (tried.includes(asked)) continue
    tried.push(asked)
    const sight = await visitor.open(next, (seen) => anyForm(seen) || (tried.length === 1 && leadsOn(seen)))
    first ??= sight
    const path = URL.canParse(sight.url) && sight.url.startsWith('http') ? pathIn(sight.url, base) : asked
    if (path !== asked) tried.push(path)
    const found = await entranceOf(visitor, base, path, sight, credentials, known !== undefined)
    if (found && 'form' in found) return found
    nearly ??= found?.nearly
    for (const href of signInLinks(sight)) {
      const own = URL.canParse(href) && new URL(href).origin === new URL(base).origin
      if (own) queue.unshift(href)
    }
  }
}

/** What this page has of an entrance. */
async function entranceOf(
  visitor: Visitor,
  base: string,
  path: string,
  sight: Sight,
  credentials: Credentials,
  known: boolean,
): Promise<Extract<Found, Entrance> | { readonly nearly: string } | undefined> {
  const form = signInForm(sight)
  if (form) return { path, sight, form }
  if (sight.status === 0 || sight.status >= 400) return undefined
  const opener = signInOpener(sight)
  if (opener && (visitor.code || opener.form !== undefined)) {
    const after = await opened(visitor, sight, opener.text)
    const form = signInForm(after)
    const here = URL.canParse(after.url) && after.url.startsWith(`${base}/`) ? pathIn(after.url, base) : undefined
    // A page that can be opened by itself is the simpler way.
    if (form && here !== undefined && here !== path) {
      const again = await visitor.open(after.url, (seen) => signInForm(seen) !== undefined)
      const own = signInForm(again)
      if (own) return { path: here, sight: again, form: own }
    } else if (form) return { path, opener: opener.text, sight: after, form }
    else if (userForm(after)) return nameFirst(visitor, { path, opener: opener.text }, after, credentials)
  }
  if ((known || LIKE_LOGIN.test(path)) && userForm(sight)) return nameFirst(visitor, { path }, sight, credentials)
  return undefined
}

async function nameFirst(visitor: Visitor, entrance: Entrance, sight: Sight, credentials: Credentials) {
  const asking = userForm(sight)!
  const after = await named(visitor, asking, credentials)
  const form = passwordForm(after)
  if (form) return { ...entrance, userFirst: true, sight: after, form }
  const button = sendingButton(asking)?.text ?? 'its button'
  return { nearly: `${entrance.path} asks for a name alone; after "${button}" no password was asked for` }
}
