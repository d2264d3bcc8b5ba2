// Which proxies of this user are running: one small file each in the state folder, so that another terminal finds them. A file
// whose process is gone is taken away by whoever looks next.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stateFolder } from '../tls/state-folder.ts'

export interface Running {
  readonly pid: number
  /** What people type in their browser. */
  readonly url: string
  /** The one it listens on, which `url` need not have. Absent in files of older versions. */
  readonly port?: number
  readonly scenario: string
  /** The folder it was started in. */
  readonly folder: string
  /** A Unix socket, or a named pipe on Windows. */
  readonly socket: string
  /** Milliseconds since the epoch. */
  readonly since: number
}

const folderOf = (state: string) => join(state, 'running')

/** Answers what takes the file away again. Throws what the file system says. */
export function noteRunning(running: Running, state: string = stateFolder()): () => void {
  const file = join(folderOf(state), `${running.pid}.json`)
  mkdirSync(folderOf(state), { recursive: true, mode: 0o700 })
  writeFileSync(file, `${JSON.stringify(running)}\n`, { mode: 0o600 })
  return () => rmSync(file, { force: true })
}

/** Newest first. */
export function listRunning(state: string = stateFolder()): Running[] {
  const found: Running[] = []
  for (const name of namesIn(folderOf(state))) {
    const file = join(folderOf(state), name)
    const running = read(file)
    if (running && isAlive(running.pid)) found.push(running)
    else forget(file, running)
  }
  return found.sort((a, b) => b.since - a.since)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+\.json$/.test(name))
  } catch {
    return []
  }
}

function read(file: string): Running | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Running
    return Number.isInteger(value.pid) && typeof value.socket === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

/** A process of another user answers EPERM: it lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function forget(file: string, running: Running | undefined): void {
  rmSync(file, { force: true })
  // Killed before it could tidy up: its socket lies in a folder of its own.
  const folder = running && dirname(running.socket)
  if (folder && /repro-proxy-[^/\\]+$/.test(folder)) rmSync(folder, { recursive: true, force: true })
}
