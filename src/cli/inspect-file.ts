// The inspector on a file: everything is read first, then the page shows it until the command is stopped.
import { basename } from 'node:path'
import type { TimelineEvent } from '../core/events.ts'
import { UserError } from '../core/user-error.ts'
import { createTimeline } from '../proxy/timeline.ts'
import { inspectAt } from './inspecting.ts'
import { readEvents } from './reading.ts'
import { note, say } from './say.ts'
import { untilStopped } from './stopping.ts'

/** More than a page shows at once; a file may hold more. */
const BOUND = { events: 60_000, weight: 100_000_000 }

/** Answers when it has been stopped. Rejects with UserError for a file that cannot be read. */
export async function inspectFile(file: string, port: number | undefined): Promise<void> {
  const { stopped } = untilStopped()
  const timeline = createTimeline(BOUND)
  let values = false
  let origin: string | undefined
  for await (const event of numbered(readEvents(file))) {
    if (event.type === 'front') {
      values ||= event.masked === false
      origin ??= event.origin
    }
    timeline.publish(event)
  }
  if (timeline.end() === 0) throw new UserError(`${file} holds nothing`, { exitCode: 1 })
  const facts = { live: false, title: basename(file), upstreams: [], values, scenarios: [] }
  const inspector = await inspectAt({ port, from: 0, avoid: new Set() }, { timeline, facts })
  try {
    const left = timeline.end() - timeline.events().length
    if (left > 0) note(`${file} is long: its first ${left} events are left out`)
    say(`\n  ${inspector.url}\n\n  shows ${file}${origin === undefined ? '' : ` (${origin})`}. Ctrl-C ends it.`)
    await stopped
  } finally {
    await inspector.close()
  }
}

/** A file may hold several runs, each with ids from 1 on: later ones are counted on, so that every id is one exchange. */
async function* numbered(events: AsyncIterable<TimelineEvent>): AsyncGenerator<TimelineEvent> {
  let base = 0
  let highest = 0
  const moved = (id: number) => {
    highest = Math.max(highest, id + base)
    return id + base
  }
  for await (const event of events) {
    if (event.type === 'front' && event.state === 'notice' && event.version !== undefined) base = highest
    if (event.type === 'exchange') {
      const from = event.servedFrom === undefined ? {} : { servedFrom: event.servedFrom + base }
      yield { ...event, id: moved(event.id), ...from }
    } else if (event.type === 'cookie' || event.type === 'finding') yield { ...event, exchange: moved(event.exchange) }
    else yield event
  }
}
