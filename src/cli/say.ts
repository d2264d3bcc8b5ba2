// The two ways out. Standard output carries what was asked for; standard error what went wrong and what is going on.
// A reader that goes away (`repro-proxy scenarios | head -1`) is no mistake.

import type { Style } from '../views/style.ts'
import { COLOURED, PLAIN } from '../views/style.ts'

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Calls back when nobody reads standard output any more; what is written there from then on is dropped. */
export function whenOutputCloses(closed: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO' && error.code !== 'ERR_STREAM_DESTROYED') throw error
      if (stream === process.stdout) closed()
    })
  }
}

type Stream = Pick<NodeJS.WriteStream, 'isTTY'> & { hasColors?(): boolean }

/** NO_COLOR (no-color.org), FORCE_COLOR, TERM=dumb and pipes are heeded. */
export function inColour(stream: Stream = process.stdout, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0'
  return stream.isTTY === true && env.TERM !== 'dumb' && stream.hasColors?.() !== false
}

/** For what is written to that stream. */
export function styleOf(stream: Stream = process.stdout): Style {
  return inColour(stream) ? COLOURED : PLAIN
}
