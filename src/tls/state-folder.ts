// Where this user's certificates and other lasting things of repro-proxy are kept, one place whatever project it runs in.
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, posix, win32 } from 'node:path'
import { UserError } from '../core/user-error.ts'

/**
 * Linux and others: `$XDG_STATE_HOME/repro-proxy`, by default `~/.local/state/repro-proxy` (XDG Base Directory 0.8);
 * macOS: `~/Library/Application Support/repro-proxy`; Windows: `%LOCALAPPDATA%\repro-proxy`.
 * `REPRO_PROXY_STATE_DIR` goes before all of them. Only says where; nothing is made.
 */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const path = platform === 'win32' ? win32 : posix
  const told = env.REPRO_PROXY_STATE_DIR
  if (told) return path.resolve(told)
  if (platform === 'win32') return path.join(env.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'repro-proxy')
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'repro-proxy')
  // The XDG specification says that a relative path is to be ignored.
  const xdg = env.XDG_STATE_HOME
  return path.join(xdg && isAbsolute(xdg) ? xdg : path.join(home, '.local', 'state'), 'repro-proxy')
}

/** Makes a folder that only this user can enter; one that is there already is left as it is. */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new UserError(`cannot make the folder ${folder}: ${(cause as Error).message}`, {
      hint: 'Set REPRO_PROXY_STATE_DIR to a folder that you may write to.',
      exitCode: 1,
      cause,
    })
  }
}
