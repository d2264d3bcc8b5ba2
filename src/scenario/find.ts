// Which file a name means: `behind-nginx` one of those shipped with the package, `./mine.yaml` a file of the user's own.
import { access, readdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { didYouMean } from '../core/did-you-mean.ts'
import { UserError } from '../core/user-error.ts'
import type { Located } from './located.ts'
import { at } from './located.ts'
import { readYaml } from './read.ts'
import { readSource } from './read-file.ts'

/** In the package's root, for src as for dist. */
export const SHIPPED = fileURLToPath(new URL('../../scenarios/', import.meta.url))

export function isPath(text: string): boolean {
  return /[\\/]|\.ya?ml$/i.test(text)
}

export async function shippedNames(folder: string = SHIPPED): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => /^[^.].*\.yaml$/.test(file))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}

/** The file of a scenario; a path is taken from `from`. Rejects with UserError for a name that nothing has. */
export async function findScenario(
  text: string,
  from: string = process.cwd(),
  folder: string = SHIPPED,
): Promise<string> {
  if (isPath(text)) return resolve(from, text)
  const names = await shippedNames(folder)
  if (names.includes(text)) return resolve(folder, `${text}.yaml`)
  const named = await alsoNamed(text, names, folder)
  if (named !== undefined) return named
  const own = resolve(from, `${text}.yaml`)
  const here = await access(own).then(
    () => true,
    () => false,
  )
  if (here)
    throw new UserError(`there is no scenario "${text}", but a file of that name`, {
      hint: `Say ./${text}.yaml for the file.`,
      exitCode: 2,
    })
  const near = didYouMean(text, names)
  throw new UserError(`there is no scenario "${text}"${near}`, {
    hint: 'repro-proxy scenarios lists them; a file of your own is named by its path, as in ./mine.yaml',
    exitCode: 2,
  })
}

/** The file that says in `also` that people call it so. */
async function alsoNamed(text: string, names: readonly string[], folder: string): Promise<string | undefined> {
  for (const name of names) {
    const file = resolve(folder, `${name}.yaml`)
    // A file that cannot be read is told of when it is asked for by its own name.
    const root = await readSource(file)
      .then(readYaml)
      .catch(() => undefined)
    const also = root && at(root, 'also')
    if (also?.kind === 'list' && also.items.some((item) => item.kind === 'scalar' && item.value === text)) return file
  }
  return undefined
}

export function nameOf(path: string): string {
  return path.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/i, '')
}

export interface Listed {
  readonly name: string
  readonly file: string
  readonly about: string
  readonly group: string
  /** Why it cannot be read; `about` is empty then. */
  readonly problem?: string
}

/** All scenarios of a folder by name, with what they say of themselves. No behaviour is loaded. */
export async function listScenarios(folder: string = SHIPPED): Promise<Listed[]> {
  const names = await shippedNames(folder)
  return Promise.all(names.map((name) => listed(name, resolve(folder, `${name}.yaml`), folder)))
}

async function listed(name: string, file: string, folder: string): Promise<Listed> {
  const told = { about: '', group: '' }
  try {
    let next: string | undefined = file
    // What a scenario does not say itself, the one that it extends says.
    for (let i = 0; next !== undefined && i < 20; i++) {
      const root: Located = readYaml(await readSource(next))
      told.about ||= textAt(root, 'about')
      told.group ||= textAt(root, 'group')
      const base = told.about === '' || told.group === '' ? textAt(root, 'extends') : ''
      next = base === '' ? undefined : await findScenario(base, dirname(next), folder)
    }
    return { name, file, ...told }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { name, file, ...told, problem: error.message }
  }
}

function textAt(root: Located, key: string): string {
  const found = at(root, key)
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value.trim() : ''
}
