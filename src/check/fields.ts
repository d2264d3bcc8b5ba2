// Which field of a page somebody means by a word: its label as people read it, or the name that the page's author gave it.
import type { Field, FormSeen, Sight } from './visitor.ts'

export interface Meant {
  readonly form: FormSeen
  readonly field: Field
}

const UNFILLABLE = new Set(['hidden', 'file', 'range', 'color'])
const same = (a: string, b: string) => plain(a) === plain(b)
const plain = (text: string) =>
  text
    .trim()
    .replace(/\s*[*:]$/, '')
    .toLowerCase()

/** Exact before nearly; the first form before the second. */
export function fieldNamed({ forms }: Sight, word: string): Meant | undefined {
  const all = forms.flatMap((form) => form.fields.map((field): Meant => ({ form, field })))
  const fillable = all.filter(({ field }) => !UNFILLABLE.has(field.type))
  // What nobody sees, as in a dialog that is closed, is meant only when there is nothing else.
  const fit = [...fillable.filter(({ field }) => field.shown), ...fillable.filter(({ field }) => !field.shown)]
  return (
    fit.find(({ field }) => same(field.key, word)) ??
    fit.find(({ field }) => field.labels.some((label) => same(label, word))) ??
    fit.find(({ field }) => field.labels.some((label) => plain(label).includes(plain(word))))
  )
}

/** For messages: what there is instead. */
export function fieldWords({ forms }: Sight): string[] {
  return forms.flatMap(({ fields }) =>
    fields.filter(({ type }) => !UNFILLABLE.has(type)).map(({ key, labels }) => labels[0] ?? key),
  )
}
