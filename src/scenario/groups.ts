// The order in which scenarios are listed: the control first, then the servers people run themselves, then what they rent,
// then what happens to an app over time.
import type { Listed } from './find.ts'

/** Headings of the groups that are shipped; a group that is not here comes after them, by name. */
const HEADINGS: Readonly<Record<string, string>> = {
  control: 'no front at all',
  nginx: 'nginx',
  apache: 'Apache',
  haproxy: 'HAProxy',
  caddy: 'Caddy',
  cache: 'shared caches',
  kubernetes: 'Kubernetes',
  cloud: 'clouds and platforms',
  edge: 'edges that no single vendor owns',
  instances: 'many instances',
  network: 'bad networks',
  visitors: 'visitors besides the user',
  sites: 'other sites',
}

/** What happens over hours, by chance or by other visitors: one login tells little of it, so it must be asked for. */
export const ASKED_FOR: readonly string[] = ['instances', 'network', 'visitors', 'sites']

export interface Group {
  readonly name: string
  readonly heading: string
  readonly members: readonly Listed[]
}

export function groupsOf(listed: readonly Listed[]): Group[] {
  const order = Object.keys(HEADINGS)
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  const names = [...new Set(listed.map(({ group }) => group))]
  return names
    .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
    .map((name) => ({
      name,
      heading: HEADINGS[name] ?? (name || 'others'),
      members: listed.filter(({ group }) => group === name),
    }))
}
