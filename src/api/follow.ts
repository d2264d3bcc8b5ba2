import type { TimelineEvent } from '../core/events.ts'
import type { Timeline } from '../proxy/timeline.ts'

/** What was told, then what is told, until the signal; leaving the loop ends the subscription. */
export async function* follow(timeline: Timeline, ended: AbortSignal): AsyncIterableIterator<TimelineEvent> {
  const waiting = [...timeline.events()]
  let wake = () => {}
  const unsubscribe = timeline.subscribe((event) => {
    waiting.push(event)
    wake()
  })
  const end = () => wake()
  ended.addEventListener('abort', end)
  try {
    for (;;) {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield next
      if (ended.aborted) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    unsubscribe()
    ended.removeEventListener('abort', end)
  }
}
