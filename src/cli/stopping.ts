// Ctrl-C and SIGTERM: the first one asks the command to end by itself, the second one ends it. Commands that do not ask for
// the signal keep Node's own behaviour and end at once.
import { note, whenOutputCloses } from './say.ts'

export interface Stopping {
  /** Aborts at the first Ctrl-C, SIGTERM or SIGHUP, or when nobody reads standard output any more. */
  readonly signal: AbortSignal
  /** Resolves then. */
  readonly stopped: Promise<void>
  /** As the first Ctrl-C does, without a word. */
  stop(): void
}

/** Milliseconds. Under npm one Ctrl-C comes twice: from the terminal, and once more from npm, which passes it on. */
const SAME_PRESS = 400

let stopping: Stopping | undefined

/** For the end of the program: somebody asked it to stop, so what is left (a name being looked up, say) is not waited for. */
export function wasStopped(): boolean {
  return stopping?.signal.aborted === true
}

export function untilStopped(): Stopping {
  stopping ??= listen()
  return stopping
}

function listen(): Stopping {
  const controller = new AbortController()
  const { signal } = controller
  let first = 0
  for (const [name, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.on(name, () => {
      if (signal.aborted) {
        if (performance.now() - first > SAME_PRESS) process.exit(128 + number)
        return
      }
      first = performance.now()
      // The terminal has written ^C at the beginning of a line.
      if (name === 'SIGINT' && process.stderr.isTTY) note('\nstopping (Ctrl-C again to stop at once)')
      controller.abort()
    })
  }
  whenOutputCloses(() => controller.abort())
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  return { signal, stopped, stop: () => controller.abort() }
}
