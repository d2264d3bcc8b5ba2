// A visitor without a browser, for tests: pages, forms and requests as Chromium sends them, with the cookie rules of this project.
// No code of a page runs.
import { findSignIn } from '../check/entrance.ts'
import { fieldNamed } from '../check/fields.ts'
import { recipeFor, signInWith } from '../check/recipes.ts'
import type { Credentials } from '../check/sign-in.ts'
import type { Door, Said, Sent, Sight } from '../check/visitor.ts'
import { withoutBrowser } from '../check/without-browser.ts'
import { UserError } from '../core/user-error.ts'

/** Paths begin with `/` and are taken from where the app begins; whole URLs are taken as they are. */
export interface FrontVisitor extends AsyncDisposable {
  /** As if typed into the address bar; redirects are followed. `status` 0: no answer, and `trouble` says why. */
  open(path: string): Promise<Sight>
  /**
   * Fills fields of the page that is open (by name or by label) and sends their form; the first form when there are no fields.
   * Rejects with UserError when there is no such field.
   */
  submit(values?: Readonly<Record<string, string>>): Promise<Sight>
  /** A link, or a button of a form, by its text. Rejects with UserError when there is none. */
  press(text: string): Promise<Sight>
  /**
   * Finds the sign-in form (`login` is the path of its page, when known) and sends it. Answers where that led, whatever became
   * of it. Rejects with UserError when no form is found.
   */
  signIn(credentials: Credentials, login?: string): Promise<Sight>
  /** fetch() as a page of the front makes it, with its cookies; `status` 0: no answer. */
  fetch(path: string, sent?: Sent): Promise<Said>
  /** Names of the cookies that a page at this path would send. */
  cookies(path?: string): Promise<readonly string[]>
  close(): Promise<void>
}

/** `base`: where the app begins, asked anew each time, for the scenario may change. */
export async function createFrontVisitor(door: Door, base: () => string): Promise<FrontVisitor> {
  const visitor = await withoutBrowser.visitor(door)
  const at = (path: string) => (path.startsWith('/') ? base() + path : path)
  const close = () => visitor.close()
  return {
    open: (path) => visitor.open(at(path)),
    async submit(values = {}) {
      const page = await visitor.see()
      const meant = Object.entries(values).map(([word, value]) => {
        const field = fieldNamed(page, word)
        if (!field) throw new UserError(`${page.url} has no field "${word}"`, { hint: onPage(page) })
        return { ...field, value }
      })
      const form = meant.at(-1)?.form ?? page.forms[0]
      if (!form) throw new UserError(`${page.url} has no form to send`, { hint: onPage(page) })
      const named = meant
        .filter((one) => one.form === form)
        .map(({ field, value }): [string, string] => [field.key, value])
      return visitor.submit(form, Object.fromEntries(named))
    },
    async press(text) {
      const page = await visitor.see()
      const control = page.controls.find((one) => one.text.trim().toLowerCase() === text.trim().toLowerCase())
      if (!control) throw new UserError(`${page.url} has no link or button "${text}"`, { hint: onPage(page) })
      return visitor.press(control)
    },
    async signIn(credentials, login) {
      const found = await findSignIn(visitor, base(), credentials, login)
      if ('tried' in found)
        throw new UserError(`no sign-in form was found; looked at ${found.tried.slice(0, 8).join(', ')}`, {
          hint: `Say the path of its page. ${onPage(found.first)}`,
        })
      const { form } = found
      const recipe = await recipeFor(visitor, base(), form)
      return signInWith(visitor, form, { base: base(), credentials, recipe, until: () => true })
    },
    fetch: (path, sent) => visitor.ask(at(path), sent),
    cookies: (path = '/') => visitor.cookies(at(path)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function onPage({ status, text, trouble }: Sight): string {
  return trouble === undefined
    ? `The page (${status}) says: ${text.trim().slice(0, 200)}`
    : `There was no page: ${trouble}`
}
