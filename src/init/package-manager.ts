// Which package manager a project uses: package.json says it, or the lock file beside it or above, as in a workspace.
import { access, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

const LOCKS: readonly (readonly [file: string, manager: PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
]

export async function packageManagerOf(folder: string): Promise<PackageManager> {
  for (let at = folder; ; at = dirname(at)) {
    const said = await declaredIn(join(at, 'package.json'))
    if (said) return said
    for (const [file, manager] of LOCKS)
      if (
        await access(join(at, file)).then(
          () => true,
          () => false,
        )
      )
        return manager
    if (dirname(at) === at) return 'npm'
  }
}

/** `"packageManager": "pnpm@9.1.0"` (nodejs.org/api/packages.html#packagemanager) */
async function declaredIn(file: string): Promise<PackageManager | undefined> {
  try {
    const { packageManager } = JSON.parse(await readFile(file, 'utf8')) as { packageManager?: unknown }
    return LOCKS.map(([, manager]) => manager).find((one) => String(packageManager).startsWith(`${one}@`))
  } catch {
    return undefined
  }
}

/** How a package for development is added with it. */
export const ADDS: Readonly<Record<PackageManager, string>> = {
  npm: 'npm install --save-dev',
  pnpm: 'pnpm add --save-dev',
  yarn: 'yarn add --dev',
  bun: 'bun add --dev',
}
