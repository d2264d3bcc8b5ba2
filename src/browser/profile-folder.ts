// The folder of a throw-away profile: made for one browser, taken away after it. The name says whose it is, so that the next one
// to open a browser takes away what a killed process left behind; nothing else is ever removed.
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs'
import { lstat, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

const NAME = /^repro-proxy-browser-(\d+)-[A-Za-z0-9]{6}$/

/** A browser that is a snap has a /tmp of its own, and may write only below its own folder. */
function rootFor(program: string): string {
  if (!program.startsWith('/snap/')) return realpathSync(tmpdir())
  const root = join(homedir(), 'snap', basename(program), 'common')
  mkdirSync(root, { recursive: true })
  return realpathSync(root)
}

/** `profile`: what the browser's own menu calls it. */
export function makeProfileFolder(program: string, profile: string): string {
  const folder = mkdtempSync(join(rootFor(program), `repro-proxy-browser-${process.pid}-`))
  mkdirSync(join(folder, 'Default'))
  const preferences = { profile: { name: profile }, credentials_enable_service: false }
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences))
  return folder
}

/** False for what is no such folder, which stays. Rejects with what the file system says. */
export async function removeProfileFolder(folder: string, program: string): Promise<boolean> {
  if (!NAME.test(basename(folder)) || dirname(folder) !== rootFor(program)) return false
  const found = await lstat(folder).catch(() => undefined)
  if (!found?.isDirectory()) return false
  // The browser's last helper processes may still be writing.
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  return true
}

/** Folders of processes that are gone. Not worth a word when it fails. */
export async function removeStaleFolders(program: string): Promise<void> {
  const root = rootFor(program)
  for (const name of readdirSync(root)) {
    const pid = Number(NAME.exec(name)?.[1] ?? 0)
    if (pid > 0 && isGone(pid)) await removeProfileFolder(join(root, name), program).catch(() => false)
  }
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
