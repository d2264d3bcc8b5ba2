// Recordings: one event to a line, as the timeline told them. The first line says which version of the format it is.
// Described for other tools in docs/recording-format.md.
import { closeSync, createReadStream, openSync, readSync, statSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { TimelineEvent } from '../core/events.ts'
import { FORMAT_VERSION } from '../core/events.ts'
import { UserError } from '../core/user-error.ts'
import { maskEvent } from './mask.ts'

export interface Recording {
  write(event: TimelineEvent): void
  /** Writes what is left and closes the file. */
  close(): void
}

const BATCH = 64 * 1024

/** A new file, or one that is a recording already and is continued; readable by its owner only. Throws UserError. */
export function recordTo(path: string, options: { showValues?: boolean } = {}): Recording {
  const file = openForRecording(path)
  let waiting: string[] = []
  let size = 0
  let open = true
  let failed = false
  const flush = () => {
    if (waiting.length === 0 || !open) return
    const text = waiting.join('')
    waiting = []
    size = 0
    try {
      writeSync(file, text)
    } catch (error) {
      // A full disk must not end the proxy; it is told once.
      if (!failed)
        process.stderr.write(`repro-proxy: ${path} cannot be written any more: ${(error as Error).message}\n`)
      failed = true
    }
  }
  const timer = setInterval(flush, 250)
  timer.unref()
  const add = (event: object) => {
    const line = `${JSON.stringify(event)}\n`
    waiting.push(line)
    size += line.length
    if (size >= BATCH) flush()
  }
  add({
    type: 'front',
    at: Date.now(),
    state: 'notice',
    text: 'recording begins',
    version: FORMAT_VERSION,
    masked: !options.showValues,
  })
  return {
    write: (event) => add(options.showValues ? event : maskEvent(event)),
    close() {
      clearInterval(timer)
      flush()
      if (open) closeSync(file)
      open = false
    },
  }
}

function openForRecording(path: string): number {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.size) checkHead(path)
    return openSync(path, 'a', 0o600)
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${path} cannot be written: ${(error as Error).message}`, {
      hint: 'Name another file with --record.',
    })
  }
}

/** Never adds to something that is not a recording. */
function checkHead(path: string): void {
  const buffer = Buffer.alloc(2)
  const file = openSync(path, 'r')
  readSync(file, buffer, 0, 2, 0)
  closeSync(file)
  if (buffer.toString() !== '{"')
    throw new UserError(`${path} is there already and is no recording`, { hint: 'Name another file with --record.' })
}

const TYPES = new Set(['front', 'app', 'exchange', 'cookie', 'finding'])

/**
 * The events of a recording, in order, without holding more than a line. A last line that breaks off (the disk was full, the
 * process was killed) becomes a notice. Throws UserError with `file:line` for everything else that is wrong.
 */
export async function* readRecording(path: string): AsyncGenerator<TimelineEvent> {
  const input = createReadStream(path, 'utf8')
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  let broken: UserError | undefined
  try {
    for await (const line of lines) {
      if (broken) throw broken
      number += 1
      if (line.trim() === '') continue
      const event = parsed(line)
      if (typeof event === 'string') {
        broken = new UserError(`${path}:${number}: ${event}`, { hint: 'Only files written with --record can be read.' })
        continue
      }
      if (event.type === 'front' && event.version !== undefined && event.version !== FORMAT_VERSION) {
        throw new UserError(
          `${path}:${number}: this recording has format ${event.version}; this version reads format ${FORMAT_VERSION}`,
          {
            hint: 'Use the version of repro-proxy that it was made with.',
          },
        )
      }
      yield event
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const what = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : message
    throw new UserError(`${path}: ${what}`, { hint: 'Give the file that was named with --record.' })
  } finally {
    input.destroy()
  }
  if (!broken) return
  if (number === 1) throw broken
  yield {
    type: 'front',
    at: Date.now(),
    state: 'notice',
    text: `the recording breaks off in line ${number}; all before it was read`,
  }
}

function parsed(line: string): TimelineEvent | string {
  try {
    const value = JSON.parse(line) as TimelineEvent
    if (typeof value !== 'object' || value === null || !TYPES.has(value.type))
      return 'this line is no event of a recording'
    if (value.type === 'exchange' && !Array.isArray(value.browser?.request?.headers))
      return 'this exchange has no request'
    return value
  } catch {
    return 'this line is not JSON'
  }
}
