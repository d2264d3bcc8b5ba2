// Who reads the timeline while the proxy runs: the terminal, standard output as JSON, a recording.
import type { TimelineEvent } from '../core/events.ts'
import type { Timeline } from '../proxy/timeline.ts'
import type { Filter } from '../views/filter.ts'
import { note, say, styleOf } from './say.ts'

export type LogKind = 'pretty' | 'jsonl' | 'quiet'

export interface Telling {
  /** The banner is out: from here on the terminal tells what happens. */
  begin(): void
  /** What is shown of the traffic from now on; nothing changes where none of it is shown. */
  filterBy(filter: Filter): void
  /** Everything that was told is written. */
  close(): void
}

export interface TellingOptions {
  readonly log: LogKind
  /** A file. */
  readonly record: string | undefined
  readonly showValues: boolean
  /** What is shown of the traffic; a recording always has all of it. */
  readonly filter: Filter | undefined
  /** Where the terminal's lines go. */
  readonly write?: (text: string) => void
}

interface Reader {
  read(event: TimelineEvent): void
  close?(): void
  /** It has nothing to say of what happens before the banner. */
  readonly late?: boolean
  filterBy?(filter: Filter): void
}

/** Rejects with UserError when the recording cannot be written. */
export async function startTelling(timeline: Timeline, options: TellingOptions): Promise<Telling> {
  const { log, record, showValues, filter } = options
  const readers = await Promise.all([
    log === 'quiet' ? problems() : only(filter, log === 'pretty' ? terminal(options) : lines(showValues)),
    ...(record === undefined ? [] : [recording(record, showValues)]),
  ])
  const subscribe = (reader: Reader) => timeline.subscribe((event) => reader.read(event))
  const ends = readers.filter(({ late }) => !late).map(subscribe)
  return {
    begin() {
      ends.push(...readers.filter(({ late }) => late).map(subscribe))
    },
    filterBy(next) {
      for (const reader of readers) reader.filterBy?.(next)
    },
    close() {
      for (const end of ends) end()
      for (const reader of readers) reader.close?.()
    },
  }
}

const toTerminal = (text: string) => void process.stdout.write(text)

async function terminal({ showValues, write = toTerminal }: TellingOptions): Promise<Reader> {
  const { createTerminalView } = await import('../views/terminal.ts')
  const width = process.stdout.columns ?? 120
  const view = createTerminalView({ style: styleOf(), width, showValues })
  return {
    late: true,
    read: (event) => write(view.show(event)),
    close: () => write(view.end()),
  }
}

async function lines(showValues: boolean): Promise<Reader> {
  const { maskEvent } = await import('../views/mask.ts')
  return { read: (event) => say(JSON.stringify(showValues ? event : maskEvent(event))) }
}

async function only(filter: Filter | undefined, made: Promise<Reader>): Promise<Reader> {
  const reader = await made
  if (!filter) return reader
  const { filtering } = await import('../views/filtering.ts')
  const { read, flush, change } = filtering(filter, reader.read)
  let waiting = false
  return {
    ...reader,
    filterBy: change,
    read(event) {
      read(event)
      if (waiting) return
      waiting = true
      // All that is told of one exchange is told at once.
      setImmediate(() => {
        waiting = false
        flush()
      })
    },
    close() {
      flush()
      reader.close?.()
    },
  }
}

/** `quiet`: what somebody has to act on, and nothing about the traffic. */
async function problems(): Promise<Reader> {
  const urgent = new Set(['problem', 'scenario-error', 'waiting', 'ready', 'lost', 'exit'])
  return {
    late: true,
    read(event) {
      if ((event.type === 'front' || event.type === 'app') && urgent.has(event.state)) note(event.text)
    },
  }
}

async function recording(path: string, showValues: boolean): Promise<Reader> {
  const { recordTo } = await import('../views/jsonl.ts')
  const file = recordTo(path, { showValues })
  return { read: (event) => file.write(event), close: () => file.close() }
}
