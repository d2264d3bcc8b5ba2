// What a browser sends for a form (HTML section 4.10.21), as bytes, one per character.
import { randomBytes } from 'node:crypto'
import type { Button, Field, FormSeen } from './visitor.ts'

type Values = Readonly<Record<string, string>>

/** `button`: the one that was pressed; it sends its own name as well. */
export function bodyOf(form: FormSeen, values: Values, button?: Button): { type: string; text: string } {
  const pairs = pairsOf(form, values, button)
  if (form.enctype !== 'multipart/form-data') {
    return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(pairs).toString() }
  }
  const boundary = `----repro${randomBytes(12).toString('hex')}`
  const parts = pairs.map(
    ([name, value]) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name.replaceAll('"', '%22')}"\r\n\r\n${value}\r\n`,
  )
  const text = Buffer.from(`${parts.join('')}--${boundary}--\r\n`, 'utf8').toString('latin1')
  return { type: `multipart/form-data; boundary=${boundary}`, text }
}

/** Names and values as they are sent, whatever the method. */
export function pairsOf(form: FormSeen, values: Values, button?: Button): [string, string][] {
  return [
    ...form.fields.filter(({ name }) => name !== '').flatMap((field) => sent(field, values[field.key])),
    ...(button && button.name !== '' ? [[button.name, button.value] as [string, string]] : []),
  ]
}

/** What a field is filled with that is ticked or not. */
export const TICKED = 'true'

function sent({ name, type, value, checked, options }: Field, given: string | undefined): [string, string][] {
  if (type === 'checkbox') return (given === undefined ? checked : given === TICKED) ? [[name, value || 'on']] : []
  if (type === 'radio') return (given === undefined ? checked : given === value) ? [[name, value]] : []
  return [[name, options?.find(([, words]) => words === given)?.[0] ?? given ?? value]]
}
