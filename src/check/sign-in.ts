// Which form of a page is the one to sign in with, and which of its fields is which, told from what all such forms have.
import type { Button, Control, Field, FormSeen, Sight } from './visitor.ts'

export interface Credentials {
  readonly user: string
  readonly password: string
}

export const SIGN_IN = /\b(?:sign|log)[\s_-]?in\b|\banmelden\b|\bse connecter\b/i
export const SIGN_OUT = /\b(?:sign|log)[\s_-]?(?:out|off)\b|\babmelden\b|\bse déconnecter\b/i
const SIGN_UP = /\b(?:sign[\s_-]?up|register|create (?:an |your )?account)\b|\bregistrieren\b/i
/** An account at somebody else's. */
const ELSEWHERE = /\b(?:with|via|mit|avec)\b/i
const GOES_ON = /\b(?:continue|next|weiter|proceed|suivant)\b/i
const WORDS = new Set(['text', 'email', 'tel', 'search', 'url', ''])

const passwordsOf = ({ fields }: FormSeen) => fields.filter(({ type, shown }) => type === 'password' && shown)

/** One password field: two are a sign-up, or a new password. */
export function signInForm(sight: Sight): FormSeen | undefined {
  return formFor(sight, (form) => userField(form) !== undefined)
}

/** Where the name was asked for before. */
export function passwordForm(sight: Sight): FormSeen | undefined {
  return formFor(sight, () => true)
}

function formFor({ forms }: Sight, also: (form: FormSeen) => boolean): FormSeen | undefined {
  const fit = forms.filter((form) => passwordsOf(form).length === 1 && also(form) && !isSignUp(form))
  const score = (form: FormSeen) =>
    (form.buttons.some(({ text }) => SIGN_IN.test(text)) ? 2 : 0) + (SIGN_UP.test(pathOf(form.action)) ? -3 : 0)
  return [...fit].sort((a, b) => score(b) - score(a))[0]
}

const pathOf = (url: string) => (URL.canParse(url) ? new URL(url).pathname : url)

function isSignUp({ buttons }: FormSeen): boolean {
  return buttons.some(({ text }) => SIGN_UP.test(text)) && !buttons.some(({ text }) => SIGN_IN.test(text))
}

/** A form that asks for the name only; the password is asked for after that. */
export function userForm({ forms }: Sight): FormSeen | undefined {
  return forms.find(
    (form) =>
      !form.fields.some(({ type, shown }) => type === 'password' && shown) &&
      form.fields.filter(({ type, shown }) => WORDS.has(type) && shown).length === 1 &&
      likeUser(userField(form)!) > 1 &&
      form.buttons.some(({ text }) => SIGN_IN.test(text) || GOES_ON.test(text)),
  )
}

export function userField(form: FormSeen): Field | undefined {
  const words = form.fields.filter(({ type, shown }) => WORDS.has(type) && shown)
  const best = Math.max(...words.map(likeUser))
  return best > 0 ? words.find((field) => likeUser(field) === best) : words.at(-1)
}

function likeUser({ autocomplete, key, type, labels }: Field): number {
  const called = [key, ...labels].join(' ')
  if (/username|email/i.test(autocomplete)) return 5
  if (type === 'email') return 4
  if (/user|e-?mail|login|benutzer|identifi/i.test(called)) return 3
  return /account|name/i.test(called) && !/compan|organi[sz]|tenant|team|workspace/i.test(called) ? 1 : 0
}

/** By the field's key. */
export function filled(form: FormSeen, { user, password }: Credentials): Record<string, string> {
  const field = userField(form)
  return { ...(field ? { [field.key]: user } : {}), [passwordsOf(form)[0]!.key]: password }
}

/** What must be filled in besides and is empty: nobody can guess it. */
export function unknownFields(form: FormSeen, values: Readonly<Record<string, string>>): string[] {
  return form.fields
    .filter(({ type, shown, value }) => (WORDS.has(type) || type === 'password') && shown && value === '')
    .filter(({ key }) => values[key] === undefined)
    .map(({ labels, key }) => labels[0] ?? key)
}

/** The button that a person would send this form with. */
export function sendingButton({ buttons }: FormSeen): Button | undefined {
  const sends = buttons.filter((button) => button.sends)
  return (
    sends.find(({ text }) => SIGN_IN.test(text) && !ELSEWHERE.test(text)) ??
    sends.find(({ text }) => !ELSEWHERE.test(text) && !SIGN_UP.test(text)) ??
    sends[0] ??
    buttons.find(({ text }) => SIGN_IN.test(text))
  )
}

/** A button, not a link, that may bring the form: in a dialog, or on another page. */
export function signInOpener({ controls, forms }: Sight): Control | undefined {
  const bare = (form: number | undefined) =>
    form === undefined || forms[form]?.fields.every(({ type }) => type === 'hidden') === true
  const isOpener = ({ text, href, form }: Control) =>
    href === undefined && text.length < 40 && SIGN_IN.test(text) && !ELSEWHERE.test(text) && bare(form)
  return controls.find(isOpener)
}

export function signOutControl({ controls, forms }: Sight): Control | undefined {
  const leads = ({ href = '', form }: Control) =>
    /(?:sign|log)[-_]?out/i.test(pathOf(href || (forms.find(({ index }) => index === form)?.action ?? '')))
  return controls.find(({ text }) => SIGN_OUT.test(text) && text.length < 60) ?? controls.find(leads)
}

/** Path and query of an address, without what comes before the app. */
export function pathIn(url: string, base: string): string {
  const { pathname, search } = new URL(url)
  const mount = new URL(base).pathname.replace(/\/$/, '')
  return (pathname.startsWith(`${mount}/`) ? pathname.slice(mount.length) : pathname) + search
}
