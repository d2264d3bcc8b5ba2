import { spawn } from 'node:child_process'

export interface Outcome {
  /** 127 when the program could not be started. */
  readonly code: number
  /** Standard output and error as they came; empty when they went to the terminal. */
  readonly output: string
}

/** No shell. `terminal`: the program talks to the person itself (sudo's password). */
export function runCommand(argv: readonly [string, ...string[]], terminal = false): Promise<Outcome> {
  return new Promise((resolve) => {
    const [program, ...args] = argv
    const child = spawn(program, args, { stdio: terminal ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.once('error', (error) => resolve({ code: 127, output: error.message }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
