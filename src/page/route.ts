// Which view is open, and which exchange in it: in the fragment of the address, so that back, forward and a reload work.
import { signal } from '@preact/signals'

export const VIEWS = [
  ['cookies', 'Cookies'],
  ['exchanges', 'Exchanges'],
  ['findings', 'Findings'],
  ['cache', 'Cache'],
  ['scenario', 'Scenario'],
  ['check', 'Self-check'],
] as const
export type View = (typeof VIEWS)[number][0]

export interface Route {
  readonly view: View
  readonly id?: number
}

function read(): Route {
  const [name, id] = location.hash.slice(1).split('/')
  const view = VIEWS.find(([one]) => one === name)?.[0] ?? 'cookies'
  return /^\d+$/.test(id ?? '') ? { view, id: Number(id) } : { view }
}

export const route = signal<Route>(read())
addEventListener('hashchange', () => (route.value = read()))

export function go(view: View, id?: number): void {
  location.hash = id === undefined ? view : `${view}/${id}`
}
