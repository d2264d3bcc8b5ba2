// What is shown of all that is known: chosen at the top of the page, for cookies and exchanges alike.
import { signal } from '@preact/signals'
import type { Moment, Row } from './store.ts'

export const text = signal('')
export const client = signal('')
export const host = signal('')
export const verdict = signal('')
export const flow = signal('')

export const FLOWS: readonly (readonly [key: string, label: string])[] = [
  ['', 'every flow'],
  ['sign-in', 'signing in and out'],
  ['page', 'pages'],
  ['data', 'data and actions'],
  ['static', 'files'],
  ['plumbing', 'dev server'],
]

const SIGN_IN = /auth|log-?(?:in|out|on|off)|sign-?(?:in|out|up)|session|callback|oauth|sso|saml|csrf|token|password/i

export function flowOf({ kind, target, plumbing }: Row): string[] {
  if (plumbing) return ['plumbing']
  const path = target.split('?', 1)[0]!
  const out = [kind === 'static' ? 'static' : kind === 'document' ? 'page' : 'data']
  return SIGN_IN.test(path) ? ['sign-in', ...out] : out
}

export interface Chosen {
  readonly text: string
  readonly client: string
  readonly host: string
  readonly verdict: string
  readonly flow: string
}

export const chosen = (): Chosen => ({
  text: text.value.trim().toLowerCase(),
  client: client.value,
  host: host.value,
  verdict: verdict.value,
  flow: flow.value,
})

function rowPasses(row: Row, { client, host, flow }: Chosen): boolean {
  if (client !== '' && row.client !== client) return false
  if (host !== '' && row.host !== host) return false
  return flow === '' ? !row.plumbing : flowOf(row).includes(flow)
}

/** `told`: what happened to cookies in exchanges, by their numbers. */
export function exchangePasses(row: Row, how: Chosen, told: ReadonlyMap<number, ReadonlySet<string>>): boolean {
  if (!rowPasses(row, how)) return false
  if (how.verdict !== '' && !told.get(row.id)?.has(how.verdict)) return false
  if (how.text === '') return true
  const { method, target, host, status, sent = [], sets = [], touched, kind, id, instance = '' } = row
  const words = [`#${id}`, method, `${host}${target}`, status, kind, instance, ...sent, ...sets, ...touched]
  return words.join(' ').toLowerCase().includes(how.text)
}

export function momentPasses(moment: Moment, how: Chosen, row: Row | undefined): boolean {
  if (how.client !== '' && moment.client !== how.client) return false
  if (row && !rowPasses(row, { ...how, client: '' })) return false
  if (how.text === '') return true
  return `${moment.name} ${moment.by ?? ''} ${moment.domain ?? ''}`.toLowerCase().includes(how.text)
}
