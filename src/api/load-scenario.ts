import type { LoadOptions, Scenario } from '../scenario/load.ts'
import { loadScenario as load } from '../scenario/load.ts'

/**
 * A shipped scenario by its name, or a file. With the real servers' own timeouts, as in a project with a dev server; `dev: false` asks
 * for those of the recordings (2 s). Rejects with UserError for everything that is wrong with the name, the files or the settings.
 */
export function loadScenario(nameOrPath: string, options: LoadOptions = {}): Promise<Scenario> {
  return load(nameOrPath, { dev: true, ...options })
}
