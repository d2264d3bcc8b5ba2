// The cookies of a session as a table: one row for each, and one for all parts of a session that was cut into chunks.
import { familyOf, type Life } from '../session/ledger.ts'
import { inBytes, sizeOf } from './byte-size.ts'
import { inert } from './inert.ts'

/** Name and value together (RFC 6265bis section 5.7; measured in Chromium and Firefox). */
const BROWSER_LIMIT = 4096

interface Row {
  readonly name: string
  readonly lives: readonly Life[]
}

/** Cells; the first line is the head. */
export function cookieTable(lives: readonly Life[]): string[][] {
  const clients = new Set(lives.map(({ client }) => client)).size
  const head = ['cookie', 'where', ...(clients > 1 ? ['client'] : []), 'state', 'size', 'sent', 'stayed away']
  const body = rowsOf(lives).map(({ name, lives: parts }) => {
    const [first] = parts
    return [
      inert(name === '' ? '(no name)' : name),
      inert(whereOf(first!)),
      ...(clients > 1 ? [first!.client] : []),
      stateOf(parts),
      sizeCell(parts),
      String(Math.max(...parts.map(({ sent }) => sent))),
      stayedAway(parts),
    ]
  })
  return [head, ...body]
}

function stateOf(parts: readonly Life[]): string {
  const counts = new Map<string, number>()
  for (const { state } of parts) counts.set(state, (counts.get(state) ?? 0) + 1)
  const states = [...counts].map(([state, count]) => (counts.size === 1 ? state : `${count} ${state}`)).join(', ')
  const missed = Math.max(...parts.map(({ missedDeletions }) => missedDeletions))
  return missed === 0 ? states : `${states} (${missed === 1 ? 'a deletion' : `${missed} deletions`} missed it)`
}

function whereOf({ domain, path, partition }: Life): string {
  if (domain === '') return '-'
  return `${domain}${path}${partition === '' ? '' : ` in ${partition.trim()}`}`
}

/** Parts of one session stand where the first of them stood. */
function rowsOf(lives: readonly Life[]): Row[] {
  const families = new Map<string, Life[]>()
  for (const life of lives) {
    const { client, domain, path, partition, name } = life
    const key = [familyOf(name), client, domain, path, partition].join('\n')
    families.set(key, [...(families.get(key) ?? []), life])
  }
  return [...families.values()].flatMap((parts): Row[] => {
    const chunks = parts.filter(({ name }) => familyOf(name) !== name)
    if (chunks.length < 2) return parts.map((life) => ({ name: life.name, lives: [life] }))
    const whole = parts.filter((life) => !chunks.includes(life))
    const numbers = chunks.map(({ name }) => name.slice(familyOf(name).length + 1))
    const name = `${familyOf(chunks[0]!.name)}.{${numbers.join(',')}}`
    return [...whole.map((life) => ({ name: life.name, lives: [life] })), { name, lives: chunks }]
  })
}

function sizeCell(parts: readonly Life[]): string {
  const sizes = parts.map(({ name, value }) => name.length + sizeOf(value))
  const sum = sizes.reduce((a, b) => a + b, 0)
  const largest = Math.max(...sizes)
  const share = largest >= BROWSER_LIMIT * 0.75 ? `, ${Math.round((largest / BROWSER_LIMIT) * 100)} % of 4096` : ''
  const each = parts.length > 1 && share !== '' ? ' (the largest part)' : ''
  return `${inBytes(sum)}${share}${each}`
}

function stayedAway(parts: readonly Life[]): string {
  const counts = new Map<string, number>()
  for (const { withheld } of parts) {
    for (const [reasons, count] of withheld) counts.set(reasons, Math.max(counts.get(reasons) ?? 0, count))
  }
  return [...counts].map(([reasons, count]) => `${count}x ${reasons}`).join('; ')
}
