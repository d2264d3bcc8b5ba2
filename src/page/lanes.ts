// Cookies over time: a lane for each cookie of each browser, a column for each exchange in which something happened to one, and in
// every cell what did. The chunks of one large cookie share a lane until it is unfolded.
import { leaves } from './moment-words.ts'
import type { Moment } from './store.ts'

export interface Cell {
  readonly moments: readonly Moment[]
  /** The browser has the cookie before and after. */
  readonly before: boolean
  readonly after: boolean
}

export interface Lane {
  readonly key: string
  readonly client: string
  readonly name: string
  /** Names of chunks, when there are any. */
  readonly chunks: readonly string[]
  readonly places: readonly string[]
  readonly has: boolean
  /** What went wrong with it, how often. */
  readonly troubles: readonly (readonly [moment: Moment['moment'], count: number])[]
  /** By exchange. */
  readonly cells: ReadonlyMap<number, Cell>
}

export interface Lanes {
  readonly columns: readonly number[]
  /** Columns before the first one. */
  readonly earlier: number
  readonly clients: readonly { readonly id: string; readonly lanes: readonly Lane[] }[]
}

const TROUBLE = new Set(['refused', 'withheld', 'stripped', 'replayed', 'unexpected', 'disagreed'])

/** `session.0` is a piece of `session`, when there is more than one of its kind. */
export function familyOf(name: string): string {
  return /^(.+)\.\d{1,2}$/.exec(name)?.[1] ?? name
}

export function lanesOf(told: readonly Moment[], most: number, unfolded: ReadonlySet<string>): Lanes {
  // What the browser confirmed is shown at the moment itself.
  const moments = told.filter(({ moment }) => moment !== 'confirmed')
  const all = [...new Set(moments.map(({ exchange }) => exchange))].sort((a, b) => a - b)
  const columns = all.slice(-most)
  const groups = new Map<string, Moment[]>()
  const members = new Map<string, Set<string>>()
  for (const moment of moments) {
    const family = `${moment.client}\n${familyOf(moment.name)}`
    members.set(family, (members.get(family) ?? new Set()).add(moment.name))
  }
  for (const moment of moments) {
    const family = `${moment.client}\n${familyOf(moment.name)}`
    const folds = members.get(family)!.size > 1 && !unfolded.has(family)
    const key = folds || moment.name === familyOf(moment.name) ? family : `${moment.client}\n${moment.name}`
    const group = groups.get(key)
    if (group) group.push(moment)
    else groups.set(key, [moment])
  }
  const clients = new Map<string, Lane[]>()
  for (const [key, group] of groups) {
    const lane = laneOf(key, group, columns, members)
    const list = clients.get(lane.client)
    if (list) list.push(lane)
    else clients.set(lane.client, [lane])
  }
  const sorted = [...clients].map(([id, lanes]) => ({ id, lanes: lanes.sort((a, b) => sum(b) - sum(a)) }))
  return { columns, earlier: all.length - columns.length, clients: sorted }
}

function laneOf(
  key: string,
  group: readonly Moment[],
  columns: readonly number[],
  members: ReadonlyMap<string, ReadonlySet<string>>,
): Lane {
  const [client, name] = key.split('\n') as [string, string]
  const told = new Map<number, Moment[]>()
  for (const moment of group) {
    const list = told.get(moment.exchange)
    if (list) list.push(moment)
    else told.set(moment.exchange, [moment])
  }
  // Of several chunks the browser has the cookie when it has one of them.
  const held = new Set<string>()
  const cells = new Map<number, Cell>()
  const shown = new Set(columns)
  let line = false
  const filled = [...told.keys()].sort((a, b) => a - b)
  const walk = [...new Set([...filled, ...columns])].sort((a, b) => a - b)
  for (const exchange of walk) {
    const moments = told.get(exchange) ?? []
    const before = line || moments.some(({ moment }) => moment === 'sent' || moment === 'unexpected')
    for (const { moment, name: one } of moments) {
      const effect = leaves(moment)
      if (effect === 'has') held.add(one)
      if (effect === 'has-not') held.delete(one)
    }
    line = held.size > 0
    if (shown.has(exchange)) cells.set(exchange, { moments, before, after: line })
  }
  const chunks = [...(members.get(key) ?? [])]
  return {
    key,
    client,
    name,
    chunks: chunks.length > 1 ? chunks.sort() : [],
    places: [...new Set(group.flatMap(({ domain, path }) => (domain === undefined ? [] : [`${domain}${path ?? ''}`])))],
    has: line,
    troubles: troublesOf(group),
    cells,
  }
}

const sum = ({ troubles }: Lane) => troubles.reduce((all, [, count]) => all + count, 0)

function troublesOf(group: readonly Moment[]): Lane['troubles'] {
  const counts = new Map<Moment['moment'], number>()
  for (const { moment } of group) if (TROUBLE.has(moment)) counts.set(moment, (counts.get(moment) ?? 0) + 1)
  return [...counts]
}
