// A real server as a child in its own process group, because `next dev` and nginx have children of their own: all of them
// end with close(), and at the latest when this process ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ServerProcess {
  /** Everything written to stdout and stderr so far. */
  log(): string
  /** Asks `ready` every 100 ms until it answers true. Rejects with the log when the process ends first or time is up. */
  until(ready: () => Promise<boolean>, seconds: number): Promise<void>
  close(): Promise<void>
}

export function startProcess(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): ServerProcess {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  let ended: string | undefined
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-100_000)
    })
  }
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = error.message
      resolve()
    })
    child.once('exit', (code, signal) => {
      ended = `ended with ${signal ?? code}`
      resolve()
    })
  })
  const atExit = () => signalGroup(child, 'SIGKILL')
  process.once('exit', atExit)

  return {
    log: () => log,
    async until(ready, seconds) {
      const limit = Date.now() + seconds * 1000
      for (;;) {
        if (ended !== undefined) throw new Error(`${command} ${args.join(' ')}: ${ended}\n${log.slice(-3000)}`)
        if (await ready().catch(() => false)) return
        if (Date.now() > limit) throw new Error(`${command}: not ready after ${seconds} s\n${log.slice(-3000)}`)
        await sleep(100)
      }
    },
    async close() {
      signalGroup(child, 'SIGTERM')
      const patience = new AbortController()
      await Promise.race([gone, sleep(5000, undefined, { signal: patience.signal }).catch(() => {})])
      patience.abort()
      // The leader may be gone and its children not.
      signalGroup(child, 'SIGKILL')
      await gone
      process.off('exit', atExit)
    },
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // No such group any more: what was wanted.
  }
}
