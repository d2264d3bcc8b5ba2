// The inspector's place: the port after the front's own, or the next that is free, and a token that outlives a restart, so that a
// page that was open goes on when the proxy is started again.
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../core/user-error.ts'
import { newToken } from '../inspector/access.ts'
import type { Inspector, InspectorOptions } from '../inspector/inspector.ts'
import { startInspector } from '../inspector/inspector.ts'
import { stateFolder } from '../tls/state-folder.ts'
import { version } from './version.ts'

/** Milliseconds after which a token is not used again. */
const GOOD_FOR = 12 * 3600 * 1000
const TRIES = 20

export interface Place {
  /** What was asked for. */
  readonly port: number | undefined
  /** Where to begin to look for a port that is free; 0: any. */
  readonly from: number
  readonly avoid: ReadonlySet<number>
}

/** Rejects with UserError when the port that was asked for cannot be had. */
export async function inspectAt(
  { port, from, avoid }: Place,
  options: Omit<InspectorOptions, 'port' | 'token' | 'version'>,
): Promise<Inspector> {
  const token = await lastingToken()
  for (let next = port ?? from, tries = 0; ; next++, tries++) {
    if (port === undefined && next !== 0 && avoid.has(next)) continue
    // Better on any port than not at all.
    const one = port === undefined && tries >= TRIES ? 0 : next
    try {
      return await startInspector({ ...options, port: one, token, version: version() })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (port === undefined && one !== 0 && (code === 'EADDRINUSE' || code === 'EACCES')) continue
      if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
      throw new UserError(`port ${one} for the inspector ${code === 'EACCES' ? 'may not be used' : 'is in use'}`, {
        hint: 'Take another one with --inspector-port, or none with --no-inspector.',
        exitCode: 1,
        cause: error,
      })
    }
  }
}

/** From the state folder; a new one when that cannot be read or is old. */
async function lastingToken(): Promise<string> {
  const folder = stateFolder()
  const file = join(folder, 'inspector-token')
  try {
    const { mtimeMs, mode } = await stat(file)
    const token = (await readFile(file, 'utf8')).trim()
    const safe = process.platform === 'win32' || (mode & 0o077) === 0
    if (safe && Date.now() - mtimeMs < GOOD_FOR && /^[\w-]{24}$/.test(token)) return token
  } catch {
    // None yet.
  }
  const token = newToken()
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(file, token, { mode: 0o600, flush: true })
  } catch {
    // Then it lasts as long as this process.
  }
  return token
}
