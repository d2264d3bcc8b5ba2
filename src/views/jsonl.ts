// Recordings: one event to a line, as the timeline told them. The first line says which version of the format it is.
// Described for other tools in docs/recording-format.md.
import { closeSync, fchmodSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import type { TimelineEvent } from '../core/events.ts'
import { FORMAT_VERSION } from '../core/events.ts'
import { UserError } from '../core/user-error.ts'
import { linesOf } from './lines.ts'
import { maskEvent } from './mask.ts'
import { faultOf, isKnown } from './recorded-event.ts'

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
  const end = () => {
    clearInterval(timer)
    if (open) closeSync(file)
    open = false
  }
  const flush = () => {
    if (waiting.length === 0 || !open) return
    const bytes = Buffer.from(waiting.join(''))
    waiting = []
    size = 0
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
    } catch (error) {
      // A full disk must not end the proxy, and a recording with a hole must not look whole: it ends here.
      process.stderr.write(`repro-proxy: the recording ends, ${path} cannot be written: ${(error as Error).message}\n`)
      end()
    }
  }
  const timer = setInterval(flush, 250)
  timer.unref()
  const add = (event: object) => {
    if (!open) return
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
      flush()
      end()
    },
  }
}

function openForRecording(path: string): number {
  let file: number | undefined
  try {
    file = openSync(path, 'a+', 0o600)
    if (fstatSync(file).isFile()) prepare(file, path)
    return file
  } catch (error) {
    if (file !== undefined) closeSync(file)
    if (error instanceof UserError) throw error
    throw new UserError(`${path} cannot be written: ${(error as Error).message}`, {
      hint: 'Name another file with --record.',
    })
  }
}

/** Never adds to something that is not a recording, nor to a line that broke off when a process was killed. */
function prepare(file: number, path: string): void {
  const { size, mode } = fstatSync(file)
  if (size > 0) {
    const start = Buffer.alloc(Math.min(size, 64 * 1024))
    readSync(file, start, 0, start.length, 0)
    const first = start.toString().split('\n', 1)[0]!
    if (typeof parsed(first) === 'string' && !/^\{"type":"(?:front|app|exchange|cookie|finding)","/.test(first))
      throw new UserError(`${path} is there already and is no recording`, { hint: 'Name another file with --record.' })
    const last = Buffer.alloc(1)
    readSync(file, last, 0, 1, size - 1)
    if (last[0] !== 10) writeSync(file, '\n')
  }
  if ((mode & 0o077) !== 0) fchmodSync(file, 0o600)
}

/**
 * The events of a recording, in order, without holding more than a line. A line that breaks off (the disk was full, the process
 * was killed) becomes a notice when nothing or another recording follows. Throws UserError with `file:line` for everything else
 * that is wrong.
 */
export async function* readRecording(path: string): AsyncGenerator<TimelineEvent> {
  let brokenAt: number | undefined
  let at = Date.now()
  let begun = false
  try {
    for await (const { number, text } of linesOf(path)) {
      if (text === undefined) throw misread(path, number, 'this line is longer than any event')
      if (text.trim() === '') continue
      const event = parsed(text)
      if (brokenAt !== undefined) {
        if (!isHead(event)) throw misread(path, brokenAt, NO_JSON)
        yield brokenOff(brokenAt, at)
        brokenAt = undefined
      }
      if (event === NO_JSON && begun) {
        brokenAt = number
        continue
      }
      // Later versions of the same format may tell of more.
      if (event === UNKNOWN && begun) continue
      if (typeof event === 'string') throw misread(path, number, event)
      if (isHead(event) && event.version !== FORMAT_VERSION) {
        throw new UserError(
          `${path}:${number}: this recording has format ${event.version}; this version reads format ${FORMAT_VERSION}`,
          { hint: 'Use the version of repro-proxy that it was made with.' },
        )
      }
      begun = true
      at = event.at
      yield event
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const what = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : message
    throw new UserError(`${path}: ${what}`, { hint: 'Give the file that was named with --record.' })
  }
  if (brokenAt !== undefined) yield brokenOff(brokenAt, at)
}

function misread(path: string, line: number, fault: string): UserError {
  return new UserError(`${path}:${line}: ${fault}`, { hint: 'Only files written with --record can be read.' })
}

function brokenOff(line: number, at: number): TimelineEvent {
  const text = `the recording breaks off in line ${line}; all before it was read`
  return { type: 'front', at, state: 'notice', text }
}

function isHead(event: TimelineEvent | string): event is TimelineEvent & { type: 'front'; version: number } {
  return typeof event !== 'string' && event.type === 'front' && event.version !== undefined
}

const NO_JSON = 'this line is not JSON'
const UNKNOWN = 'this line is no event of a recording'

/** The event, or what is wrong with the line. */
function parsed(line: string): TimelineEvent | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return NO_JSON
  }
  return isKnown(value) ? (faultOf(value) ?? (value as TimelineEvent)) : UNKNOWN
}
