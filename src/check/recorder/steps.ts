// What was done, as steps of a flow: what belongs together in one step, fields and buttons by the words that find them again, and
// secrets under the names that the environment has for them.
import { fieldNamed } from '../fields.ts'
import { passwordForm, pathIn, sendingButton, userField, userForm } from '../sign-in.ts'
import type { Field, FormSeen, Sight } from '../visitor.ts'
import type { Moment } from './moments.ts'
import type { Secrets } from './secrets.ts'

export type Deed =
  | { readonly visit: string }
  | { readonly fill: Readonly<Record<string, string>> }
  | { readonly click: string }
  | { readonly submit: string | null }
  | { readonly reload: null }

export type Look = Exclude<Moment, { kind: 'visit' | 'reload' }>

export interface Done {
  readonly deed: Deed
  /** The page when it was done; undefined: there was none. */
  readonly before: Look | undefined
  /** The page as it came to rest after it. */
  readonly after: Look | undefined
  /** It sent a password. */
  readonly signsIn: boolean
  readonly typed?: { readonly passwords: readonly string[]; readonly user: string | undefined }
}

export interface Steps {
  readonly steps: readonly Done[]
  /** What could not be written down, for people. */
  readonly remarks: readonly string[]
}

interface Filling {
  readonly form: number
  readonly field: Field
  readonly word: string
  readonly value: string
}

/** `base`: the app's public address. What is learned of secrets is put into `secrets`. */
export function stepsOf(moments: readonly Moment[], base: string, secrets: Secrets): Steps {
  const steps: { -readonly [K in keyof Done]: Done[K] }[] = []
  const remarks: string[] = []
  let fillings: Filling[] = []
  let filledAt: Look | undefined
  let last: Look | undefined

  const push = (deed: Deed, before: Look | undefined, signsIn = false) => {
    const previous = steps.at(-1)
    if (previous) previous.after = last ?? previous.after
    steps.push({ deed, before, after: undefined, signsIn })
    last = undefined
  }
  /** What was filled in is a step of its own, before what was done with it. */
  const filled = (form?: FormSeen): boolean => {
    const own = fillings.filter(({ value }) => value !== '')
    if (own.length === 0) return false
    const secret = own.filter(({ field }) => isSecret(field))
    push({ fill: Object.fromEntries(own.map(({ word, value }) => [word, value])) }, filledAt)
    steps.at(-1)!.typed = { passwords: secret.map(({ value }) => value), user: userOf(own, filledAt!.sight) }
    fillings = []
    return secret.length > 0 && (form === undefined || own.some(({ form: index }) => index === form.index))
  }

  for (const moment of moments) {
    if (moment.kind === 'visit' || moment.kind === 'reload') {
      fillings = []
      const { url } = moment
      if (moment.kind === 'reload' && steps.length > 0) push({ reload: null }, undefined)
      else if (url.startsWith(`${base}/`)) push({ visit: pathIn(url, base) }, undefined)
      else remarks.push(`${new URL(url).origin} was opened, which is not this app: a flow begins every page here`)
      continue
    }
    if (moment.kind === 'fill') {
      const form = moment.sight.forms.find(({ index }) => index === moment.form)
      const field = form?.fields[moment.field]
      if (!form || !field) continue
      const word = wordFor(moment.sight, form, field)
      if (word === undefined) {
        remarks.push(`a field without a name or a label was filled in, and cannot be told from the others`)
        continue
      }
      fillings = [
        ...fillings.filter((one) => one.word !== word),
        { form: form.index, field, word, value: moment.value },
      ]
      filledAt = moment
    } else if (moment.kind === 'press') {
      const form = moment.sight.forms.find(({ index }) => index === moment.form)
      const own = fillings.some((one) => one.form === moment.form)
      const signsIn = filled(form)
      if (form && own && (moment.sends || moment.form < 0)) {
        const usual = sendingButton(form)?.text === moment.text
        push({ submit: usual ? null : moment.text }, moment, signsIn)
      } else if (moment.text !== '') push({ click: moment.text }, moment, signsIn)
      else remarks.push('something without any words was pressed: a flow has no name for it')
    } else if (moment.kind === 'submit') {
      const signsIn = filled(moment.sight.forms.find(({ index }) => index === moment.form))
      push({ submit: null }, moment, signsIn)
    } else if (moment.kind === 'aside' && moment.text !== '')
      remarks.push(`"${moment.text}" was pressed, which is neither a button nor a link: left out`)
    if (moment.kind === 'seen' || moment.kind === 'aside') last = moment
  }
  const end = steps.at(-1)
  if (end) end.after = last ?? end.after
  const kept = withoutDetours(withoutFailures(steps))
  const start = kept[0]?.before?.url
  // Where it began, should nobody have told of that page.
  if (kept[0] && !('visit' in kept[0].deed) && start?.startsWith(`${base}/`))
    kept.unshift({ deed: { visit: pathIn(start, base) }, before: undefined, after: undefined, signsIn: false })
  // The one that led in is REPRO_PASSWORD; a wrong one is a secret, too.
  for (const { typed } of [...kept, ...steps]) for (const value of typed?.passwords ?? []) secrets.password(value)
  for (const { typed } of [...steps, ...kept]) if (typed?.user !== undefined) secrets.user(typed.user)
  return { steps: kept, remarks: [...new Set(remarks)] }
}

/** A wrong password, and the same again with the right one: only the one that led in is kept. */
function withoutFailures(steps: readonly Done[]): Done[] {
  const dropped = new Set<Done>()
  for (const [i, step] of steps.entries()) {
    const failed = step.signsIn && step.after !== undefined && passwordForm(step.after.sight) !== undefined
    if (!failed || !steps.slice(i + 1).some(({ signsIn }) => signsIn)) continue
    dropped.add(step)
    const before = steps[i - 1]
    if (before && 'fill' in before.deed) dropped.add(before)
  }
  return steps.filter((step) => !dropped.has(step))
}

/** A page that was only left again by typing another address. */
function withoutDetours(steps: readonly Done[]): Done[] {
  return steps.filter(({ deed }, i) => !('visit' in deed && 'visit' in (steps[i + 1]?.deed ?? {})))
}

function isSecret({ type, autocomplete }: Field): boolean {
  return type === 'password' || /password|one-time-code/i.test(autocomplete)
}

/** Who signs in: of the fields that were filled with the password, or on a page that asks for the name alone. */
function userOf(fillings: readonly Filling[], sight: Sight): string | undefined {
  const asks = (form: FormSeen) =>
    form.fields.some(({ type, shown }) => type === 'password' && shown) || userForm(sight)?.index === form.index
  for (const form of sight.forms.filter(asks)) {
    const found = fillings.find((one) => one.form === form.index && one.field.key === userField(form)?.key)
    if (found) return found.value
  }
  return undefined
}

/** A label as people read it, if it finds this field and no other. */
function wordFor(sight: Sight, form: FormSeen, field: Field): string | undefined {
  const words = [...field.labels.filter((label) => label.length <= 40), field.name, field.key]
  return words.find((word) => {
    const meant = word === '' ? undefined : fieldNamed(sight, word)
    return meant?.form.index === form.index && meant.field.key === field.key
  })
}
