// A real terminal for the program, without a native package: `script` of util-linux opens one, and types into it what it is given.
import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { onTestFinished } from 'vitest'
import { BIN, STATE } from './run.ts'

export const hasTerminals =
  process.platform === 'linux' &&
  (() => {
    try {
      return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
    } catch {
      return false
    }
  })()

export interface Terminal {
  readonly child: ChildProcess
  /** All that it has shown. */
  screen(): string
  /** Resolves with what came since the last time that this was asked, up to the match and beyond. */
  until(pattern: RegExp): Promise<string>
  type(keys: string): void
  readonly ended: Promise<string>
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

/** The settings of the terminal are told before (`before:`) and after (`after:`) the program. */
export function inTerminal(args: readonly string[], program: readonly string[] = [process.execPath, BIN]): Terminal {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...inherited } = process.env
  const command = [...program, ...args].map(quoted).join(' ')
  // Ctrl-C goes to all of a job; this shell has to outlive it, to tell.
  const line = `trap : INT; stty rows 40 cols 120; echo before:$(stty -g); ${command}; echo code:$?; echo after:$(stty -g)`
  const child = spawn('script', ['-qfec', line, '/dev/null'], {
    cwd: tmpdir(),
    env: { ...inherited, TERM: 'xterm', SHELL: '/bin/sh', REPRO_PROXY_STATE_DIR: STATE },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    if (child.exitCode === null) child.kill('SIGKILL')
  })
  let all = ''
  let seen = 0
  const waiting = new Set<() => void>()
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    all += text
    for (const look of waiting) look()
  })
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(all)))
  return {
    child,
    ended,
    screen: () => all,
    type: (keys) => void child.stdin!.write(keys),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(all.slice(seen))
          if (!found) return
          waiting.delete(look)
          const from = seen
          seen += found.index + found[0].length
          resolve(all.slice(from))
        }
        waiting.add(look)
        ended.then(() => reject(new Error(`ended before it showed ${pattern}:\n${all}`)))
        look()
      }),
  }
}

/** The settings before and after. */
export function settings(screen: string): readonly [before: string | undefined, after: string | undefined] {
  return [/before:(\S+)/.exec(screen)?.[1], /after:(\S+)/.exec(screen)?.[1]]
}
