// Ties process groups to the life of this process, however it ends: the undertaker hears of each, and a file in the state folder
// lists them for the next start, in case both were killed.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stateFolder } from '../tls/state-folder.ts'

/** Built, since it is run by Node as it is; from here and from the sources it is the same place. */
const UNDERTAKER = fileURLToPath(new URL('../../dist/runner/undertaker.js', import.meta.url))

/** What one proxy has running, as its file says it. */
export interface AppsRecord {
  readonly pid: number
  readonly groups: readonly { readonly leader: number; readonly since: number }[]
}

export const appsFolder = (state: string = stateFolder()) => join(state, 'apps')

const groups = new Map<number, number>()
let undertaker: ChildProcess | undefined

/** From now on the group ends with us. */
export function tie(leader: number): void {
  groups.set(leader, Date.now())
  undertaker ??= begin()
  tell(`+${leader}`)
  write()
}

/** It has ended. */
export function untie(leader: number): void {
  if (!groups.delete(leader)) return
  tell(`-${leader}`)
  write()
}

function begin(): ChildProcess {
  const child = spawn(process.execPath, [UNDERTAKER, recordFile()], {
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: withoutOptions(),
  })
  // It is told through a pipe that may be gone with it; and it must not keep us.
  child.stdin!.on('error', () => {})
  child.on('error', () => {})
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  child.once('exit', () => {
    if (undertaker !== child) return
    undertaker = undefined
    if (groups.size === 0) return
    undertaker = begin()
    for (const leader of groups.keys()) tell(`+${leader}`)
  })
  return child
}

/** A preload or an inspector that somebody set for their own programs is not for this one. */
function withoutOptions(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env
  return rest
}

function tell(line: string): void {
  undertaker?.stdin?.write(`${line}\n`)
}

const recordFile = () => join(appsFolder(), `${process.pid}.json`)

/** Not worth stopping for when it cannot be written: it is the second net. */
function write(): void {
  try {
    if (groups.size === 0) {
      rmSync(recordFile(), { force: true })
      return
    }
    const record: AppsRecord = {
      pid: process.pid,
      groups: [...groups].map(([leader, since]) => ({ leader, since })),
    }
    mkdirSync(appsFolder(), { recursive: true, mode: 0o700 })
    writeFileSync(recordFile(), `${JSON.stringify(record)}\n`, { mode: 0o600 })
  } catch {
    // A state folder that is read-only.
  }
}
