// What `init` would write into a project, and what it would leave alone.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Project } from '../app/project.ts'
import { UserError } from '../core/user-error.ts'
import { NEXT_CONFIGS, newConfig, withOrigins } from './next-config.ts'
import type { PackageManager } from './package-manager.ts'
import { packageManagerOf } from './package-manager.ts'
import { withScripts } from './package-scripts.ts'
import { FLOW, FRONT, flowStarter, frontStarter } from './starters.ts'

export interface Change {
  /** Below the project's folder. */
  readonly path: string
  /** undefined: there is no such file. */
  readonly before: string | undefined
  readonly after: string
}

export interface InitPlan {
  readonly folder: string
  readonly manager: PackageManager
  readonly changes: readonly Change[]
  /** What is there and stays, with the reason; for people. */
  readonly kept: readonly string[]
}

export interface InitWish {
  /** Hosts for `allowedDevOrigins`; undefined: next.config is left alone. */
  readonly origins: readonly string[] | undefined
  readonly force: boolean
}

/** Reads, writes nothing. Rejects with UserError when this is no project. */
export async function planInit(project: Project, { origins, force }: InitWish): Promise<InitPlan> {
  const { folder, packageFile, problem } = project
  if (packageFile === undefined)
    throw new UserError('no package.json here or above', {
      hint: 'Start it in the folder of your project.',
      exitCode: 2,
    })
  if (problem !== undefined)
    throw new UserError(`${packageFile}: ${problem}`, { hint: 'Mend it first: scripts are put in there.', exitCode: 2 })
  const changes: Change[] = []
  const kept: string[] = []
  const add = (path: string, before: string | undefined, after: string) => {
    if (before !== after) changes.push({ path, before, after })
  }
  for (const [path, text] of [
    [FRONT, frontStarter()],
    [FLOW, flowStarter()],
  ] as const) {
    const before = await read(join(folder, path))
    if (before !== undefined && before !== text && !force)
      kept.push(`${path} is there already (--force writes over it)`)
    else add(path, before, text)
  }
  const manager = await packageManagerOf(folder)
  const text = (await read(packageFile))!
  const edited = withScripts(text, scriptsOf(text, manager), force)
  if (!edited) throw new UserError(`${packageFile}: "scripts" is no object`, { exitCode: 2 })
  add('package.json', text, edited.text)
  for (const name of edited.kept)
    kept.push(`the script "${name}" is there already and says something else (--force replaces it)`)
  if (origins !== undefined) await addOrigins(folder, origins, add, kept)
  return { folder, manager, changes, kept }
}

async function addOrigins(
  folder: string,
  hosts: readonly string[],
  add: (path: string, before: string | undefined, after: string) => void,
  kept: string[],
): Promise<void> {
  for (const name of NEXT_CONFIGS) {
    const before = await read(join(folder, name))
    if (before === undefined) continue
    const edited = withOrigins(before, hosts)
    if ('text' in edited) return add(name, before, edited.text)
    if ('same' in edited) return void kept.push(`${name} allows ${hosts.join(', ')} already`)
    return void kept.push(
      `${name} is left alone: ${edited.reason}. Put this in by hand: allowedDevOrigins: [${hosts.map((host) => `'${host}'`).join(', ')}]`,
    )
  }
  const name = (await read(join(folder, 'tsconfig.json'))) === undefined ? 'next.config.mjs' : 'next.config.ts'
  add(name, undefined, newConfig(hosts, name))
}

/** Production is what is asked about: its start script, where there is one. */
function scriptsOf(text: string, manager: PackageManager): Record<string, string> {
  const { scripts = {} } = JSON.parse(text.replace(/^\ufeff/, '')) as { scripts?: Record<string, unknown> }
  const start = ['start', 'dev'].find((name) => typeof scripts[name] === 'string')
  const app = start === undefined ? '' : ` -- ${manager} run ${start}`
  return {
    front: `repro-proxy --scenario ./${FRONT}`,
    'check:session': `repro-proxy check --flow ${FLOW}${app}`,
  }
}

/** undefined: it is not there. Rejects with UserError when it cannot be read. */
async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new UserError(`${path} cannot be read: ${error.code}`, { exitCode: 2 })
  })
}
