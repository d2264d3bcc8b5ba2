// Names of the scenarios that are shipped, at hand at once: test files ask for them while they are loaded, and some runners load
// them with require(), where nothing can be awaited.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suitable } from '../check/suitable.ts'
import { didYouMean } from '../core/did-you-mean.ts'
import { UserError } from '../core/user-error.ts'
import { SHIPPED } from '../scenario/find.ts'

/** Each of the shipped files names its group on a line of its own, so none needs to be parsed for it. */
const all = readdirSync(SHIPPED)
  .filter((file) => /^[^.].*\.yaml$/.test(file))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort()
  .map((name) => ({
    name,
    group: /^group: *(\S+)/m.exec(readFileSync(join(SHIPPED, `${name}.yaml`), 'utf8'))?.[1] ?? '',
  }))

/**
 * Those that `repro-proxy check` plays by itself before one instance: all but the groups instances, network, visitors and sites, and
 * a few that tell nothing of a login.
 */
export const scenarios: readonly string[] = suitable(all, 1).names

/** Those of one group or of several: `scenariosIn('nginx', 'caddy')`. Throws UserError for a group that there is not. */
export function scenariosIn(...groups: readonly string[]): string[] {
  const known = [...new Set(all.map(({ group }) => group))]
  for (const group of groups)
    if (!known.includes(group))
      throw new UserError(`there is no group "${group}"${didYouMean(group, known)}`, {
        hint: `There are ${known.join(', ')}.`,
      })
  return all.filter(({ group }) => groups.includes(group)).map(({ name }) => name)
}
