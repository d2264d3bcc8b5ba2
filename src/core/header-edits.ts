// The edits that every front's configuration offers on header lines, in one fixed order, so that authors need not think about it:
// keep-only, remove, rename, rewrite, set, default, add, add-first, and last the joining of repeated lines and members.
import type { HeaderList } from './headers.ts'
import { add, filter, getAll, has, mapValues, members, rename, set, without } from './headers.ts'
import { nameMatcher } from './name-globs.ts'

export interface HeaderEdits {
  readonly 'keep-only'?: readonly string[] | undefined
  readonly remove?: readonly string[] | undefined
  readonly rename?: Readonly<Record<string, string>> | undefined
  readonly rewrite?: Readonly<Record<string, { readonly match: string; readonly to: string }>> | undefined
  readonly set?: Readonly<Record<string, string>> | undefined
  readonly default?: Readonly<Record<string, string>> | undefined
  readonly add?: Readonly<Record<string, string>> | undefined
  readonly 'add-first'?: Readonly<Record<string, string>> | undefined
  readonly 'join-repeated'?: boolean | undefined
  readonly unite?: readonly string[] | undefined
}

type Edit = (list: HeaderList) => HeaderList

/** One function for all of them; made once, run per message. `always` is never removed by keep-only. */
export function headerEdits(edits: HeaderEdits, always: readonly string[] = []): Edit {
  const steps: Edit[] = []
  const kept = edits['keep-only'] && nameMatcher([...edits['keep-only'], ...always], true)
  if (kept) steps.push((list) => filter(list, kept))
  if (edits.remove) {
    const gone = nameMatcher(edits.remove, true)
    steps.push((list) => filter(list, (name) => !gone(name)))
  }
  for (const [from, to] of Object.entries(edits.rename ?? {})) steps.push((list) => rename(list, from, to))
  for (const [name, { match, to }] of Object.entries(edits.rewrite ?? {})) {
    const pattern = new RegExp(match, 'g')
    steps.push((list) => mapValues(list, name, (value) => value.replace(pattern, to)))
  }
  for (const [name, value] of Object.entries(edits.set ?? {})) steps.push((list) => set(list, name, value))
  for (const [name, value] of Object.entries(edits.default ?? {}))
    steps.push((list) => (has(list, name) ? list : add(list, name, value)))
  for (const [name, value] of Object.entries(edits.add ?? {})) steps.push((list) => add(list, name, value))
  for (const [name, value] of Object.entries(edits['add-first'] ?? {})) steps.push((list) => [name, value, ...list])
  if (edits['join-repeated']) steps.push(joinRepeated)
  for (const name of edits.unite ?? []) steps.push((list) => united(list, name))
  return (list) => steps.reduce((now, step) => step(now), list)
}

/** Repeated lines of one name as one, joined with a comma; Set-Cookie lines stay apart (RFC 9110 section 5.3). */
function joinRepeated(list: HeaderList): HeaderList {
  let now = list
  const seen = new Set<string>()
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i]!.toLowerCase()
    if (!seen.has(name)) seen.add(name)
    else if (name !== 'set-cookie') now = joined(now, name)
  }
  return now
}

/** A list field as one line without blanks, each member once whatever its case; `*` says all that the others could. */
function united(list: HeaderList, name: string): HeaderList {
  const lower = name.toLowerCase()
  const all = members(list, lower)
  if (all.length === 0) return list
  const once = all.filter((one, i) => all.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === i)
  const value = once.includes('*') ? '*' : once.join(',')
  const lines = getAll(list, lower)
  return lines.length === 1 && lines[0] === value ? list : set(list, name, value)
}

function joined(list: HeaderList, lower: string): HeaderList {
  const values = getAll(list, lower)
  if (values.length < 2) return list
  const at = list.findIndex((item, i) => i % 2 === 0 && item.toLowerCase() === lower)
  const rest = without(list.slice(at), lower)
  return [...list.slice(0, at), list[at]!, values.join(', '), ...rest]
}
