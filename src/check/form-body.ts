// What a browser sends for a form (HTML section 4.10.21), as bytes, one per character.
import { randomBytes } from 'node:crypto'
import type { FormSeen } from './visitor.ts'

export function bodyOf(form: FormSeen, values: Readonly<Record<string, string>>): { type: string; text: string } {
  const pairs = form.fields
    .filter(({ name, type, checked }) => name !== '' && (checked || (type !== 'checkbox' && type !== 'radio')))
    .map(({ name, value, type }): [string, string] => [
      name,
      values[name] ?? (type === 'checkbox' ? value || 'on' : value),
    ])
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
