// The project that repro-proxy was started in: its name becomes the public host, its dev script says where the app listens.
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { DevServer } from './dev-script.ts'
import { devServerOf } from './dev-script.ts'
import { hostLabel } from './host-label.ts'

export interface Project {
  /** Where package.json is; the folder it was looked for in when there is none. */
  readonly folder: string
  readonly packageFile?: string
  /** Why package.json could not be used; for people. */
  readonly problem?: string
  /** First part of `<label>.localhost`: the package's name, else its folder's, else `app`. */
  readonly label: string
  readonly devServer?: DevServer
  /** Version ranges, both kinds of dependencies. */
  readonly dependencies: ReadonlyMap<string, string>
}

/** The nearest package.json upwards from `from`. Never fails: a project is a convenience. */
export async function readProject(from: string = process.cwd()): Promise<Project> {
  for (let folder = from; ; folder = dirname(folder)) {
    const packageFile = join(folder, 'package.json')
    const text = await readFile(packageFile, 'utf8').catch((error: NodeJS.ErrnoException) => error)
    if (typeof text === 'string') return { folder, packageFile, ...described(text, folder) }
    if (!['ENOENT', 'ENOTDIR'].includes(text.code ?? '')) {
      return { folder, packageFile, ...nameless(folder), problem: `it cannot be read: ${text.message}` }
    }
    if (dirname(folder) === folder) return { folder: from, label: 'app', dependencies: new Map() }
  }
}

/** Its pages are compiled when somebody asks for them: a first answer can take longer than any front of production waits. */
export function hasDevServer({ devServer, dependencies }: Project): boolean {
  return devServer !== undefined || dependencies.has('next')
}

type Described = Pick<Project, 'problem' | 'label' | 'devServer' | 'dependencies'>

const nameless = (folder: string) => ({ label: hostLabel(basename(folder)) ?? 'app', dependencies: new Map() })

function described(text: string, folder: string): Described {
  let content: unknown
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    return { ...nameless(folder), problem: `it is not JSON: ${(error as Error).message}` }
  }
  const { name, scripts, dependencies, devDependencies } = fields(content)
  const script = fields(scripts).dev
  const devServer = typeof script === 'string' ? devServerOf(script) : undefined
  const label = typeof name === 'string' ? hostLabel(name) : undefined
  const ranges = Object.entries({ ...fields(devDependencies), ...fields(dependencies) })
  return {
    label: label ?? nameless(folder).label,
    ...(devServer ? { devServer } : {}),
    dependencies: new Map(ranges.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
  }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
