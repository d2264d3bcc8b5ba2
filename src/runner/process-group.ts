// A command and all that it started, ended together. On POSIX an app is the leader of a process group of its own: `npm run dev`
// has a shell below it and that one the server. Windows has no groups, but taskkill ends a tree.
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const WINDOWS = process.platform === 'win32'
const LOOK_EVERY = 25
/** Milliseconds that what was killed outright gets to be gone: nothing refuses that, but the system takes a moment. */
const AFTER_KILL = 2000

/** Nothing is said when nobody is left: that is what was wanted. */
export function signalGroup(leader: number, signal: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  if (WINDOWS) {
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') return
    // Without /F only windows are asked, and servers have none.
    execFile('taskkill', ['/PID', String(leader), '/T', '/F'], { windowsHide: true }, () => {})
    return
  }
  try {
    process.kill(-leader, signal)
  } catch {
    // ESRCH
  }
}

/** Whether anybody of the group is left, the leader or those that it started. */
export function groupLives(leader: number): boolean {
  try {
    process.kill(WINDOWS ? leader : -leader, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Asks first, and after `patience` milliseconds does not ask any more. Answers when all of them are gone. */
export async function endGroup(leader: number, patience: number): Promise<void> {
  signalGroup(leader, 'SIGTERM')
  // What was frozen hears of nothing before it goes on.
  signalGroup(leader, 'SIGCONT')
  if (await goneWithin(leader, patience)) return
  signalGroup(leader, 'SIGKILL')
  await goneWithin(leader, AFTER_KILL)
}

async function goneWithin(leader: number, ms: number): Promise<boolean> {
  for (const end = performance.now() + ms; groupLives(leader); ) {
    if (performance.now() > end) return false
    await sleep(LOOK_EVERY)
  }
  return true
}
