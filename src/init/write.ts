// Writes what was planned: a file at a time, each whole or not at all, and none that has changed since it was shown.
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UserError } from '../core/user-error.ts'
import type { InitPlan } from './plan.ts'

/** Rejects with UserError. */
export async function writeChanges({ folder, changes }: InitPlan): Promise<void> {
  for (const { path, before, after } of changes) {
    // A link stays one, and what it leads to is changed.
    const to = await realpath(join(folder, path)).catch(() => join(folder, path))
    const now = await readFile(to, 'utf8').catch(() => undefined)
    if (now !== before)
      throw new UserError(`${path} has changed since it was shown`, { hint: 'Run init again.', exitCode: 2 })
    const beside = `${to}.${process.pid}.tmp`
    try {
      await mkdir(dirname(to), { recursive: true })
      const mode = before === undefined ? 0o666 : (await stat(to)).mode
      await writeFile(beside, after, { mode })
      await rename(beside, to)
    } catch (error) {
      await rm(beside, { force: true })
      throw new UserError(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code}`, {
        hint: 'What stands before it in the list was written.',
        exitCode: 2,
      })
    }
  }
}
