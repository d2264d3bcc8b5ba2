// What an earlier repro-proxy left behind because it and its undertaker were killed together: ended at the next start.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AppsRecord } from './lifeline.ts'
import { appsFolder } from './lifeline.ts'
import { endGroup, groupLives } from './process-group.ts'

const run = promisify(execFile)
const PATIENCE = 2000
/** Seconds: `ps` counts in whole ones, and the clock may have been set meanwhile. */
const SLACK = 5

/** Answers how many apps were ended. Never fails. */
export async function endStaleApps(state?: string): Promise<number> {
  const folder = appsFolder(state)
  let ended = 0
  for (const name of namesIn(folder)) {
    const file = join(folder, name)
    const record = read(file)
    if (record && record.pid !== process.pid && lives(record.pid)) continue
    if (record?.pid === process.pid) continue
    for (const { leader, since } of record?.groups ?? []) {
      if (!groupLives(leader) || !(await isTheSame(leader, since))) continue
      await endGroup(leader, PATIENCE)
      ended += 1
    }
    rmSync(file, { force: true })
  }
  return ended
}

/**
 * Numbers of processes are used again. A group keeps its number as long as anybody is in it, so a leader that began when ours
 * did is ours, and so is a group without a leader. What cannot be told is left alone.
 */
async function isTheSame(leader: number, since: number): Promise<boolean> {
  if (process.platform === 'win32') return false
  try {
    const { stdout } = await run('ps', ['-o', 'etime=', '-p', String(leader)])
    return Math.abs(Date.now() / 1000 - secondsOf(stdout.trim()) - since / 1000) < SLACK
  } catch {
    // ps ends with 1 when there is no such process: the leader is gone, its group is not.
    return !lives(leader)
  }
}

/** `[[days-]hours:]minutes:seconds` (POSIX ps, etime). */
function secondsOf(etime: string): number {
  const [, days = '0', rest = ''] = /^(?:(\d+)-)?([\d:]+)$/.exec(etime) ?? []
  return Number(days) * 86_400 + rest.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+\.json$/.test(name))
  } catch {
    return []
  }
}

function read(file: string): AppsRecord | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as AppsRecord
    const whole =
      Number.isInteger(value.pid) && value.groups.every(({ leader }) => Number.isInteger(leader) && leader > 1)
    return whole ? value : undefined
  } catch {
    return undefined
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
