// One run of a command: a process group of its own, tied to our life, its output as lines.
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { UserError } from '../core/user-error.ts'
import { cmdLine } from './cmd-line.ts'
import { tie, untie } from './lifeline.ts'
import { readLines } from './output.ts'
import { endGroup } from './process-group.ts'

const WINDOWS = process.platform === 'win32'
/** Milliseconds that what a crashed app had started gets to end. */
const LEFT_BEHIND = 1000

export interface Launched {
  readonly pid: number
  /** When the process has ended, in words: `ended with code 1`. Those that it started are gone then too. */
  readonly ended: Promise<string>
  /** It has ended, and with code 0. */
  succeeded(): boolean
  /** Asks, and after that many milliseconds does not ask any more. */
  end(patience: number): Promise<void>
}

export interface LaunchOptions {
  /** Program and arguments. */
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly onLine: (line: string) => void
}

/** Rejects with UserError when there is no such program. */
export async function launch({ command, cwd, env, onLine }: LaunchOptions): Promise<Launched> {
  const [program = '', ...args] = command
  const options = { cwd, env, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] }
  // npx, npm and their like are .cmd files on Windows, which only a shell can start.
  const child: ChildProcess = WINDOWS
    ? spawn(cmdLine(command), { ...options, shell: true })
    : spawn(program, args, { ...options, detached: true })
  const { pid } = child
  if (pid === undefined) throw notStarted(program, cwd, await new Promise<Error>((done) => child.once('error', done)))
  child.on('error', () => {})
  tie(pid)
  for (const stream of [child.stdout!, child.stderr!]) readLines(stream, onLine)
  let closing: Promise<void> | undefined
  // The leader may be gone and what it started not.
  const end = (patience: number) => {
    closing ??= endGroup(pid, patience).then(() => untie(pid))
    return closing
  }
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      const words = signal === null ? `ended with code ${code}` : `was ended by ${signal}`
      void end(LEFT_BEHIND).then(() => resolve(words))
    })
  })
  return {
    pid,
    ended,
    succeeded: () => child.exitCode === 0,
    async end(patience) {
      await end(patience)
      await ended
    },
  }
}

function notStarted(program: string, cwd: string, error: NodeJS.ErrnoException): UserError {
  if (error.code === 'ENOENT')
    return new UserError(`${program}: there is no such program`, {
      hint: `It was looked for in node_modules/.bin and in PATH, from ${cwd}.`,
    })
  return new UserError(`${program} cannot be started: ${error.message}`)
}
