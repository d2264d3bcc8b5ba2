// What other terminals find of a running front: its file in the state folder, its timeline, and the browsers that it opens.
import type { Ask } from '../attach/ask.ts'
import type { Timeline } from '../proxy/timeline.ts'
import type { Live } from './live.ts'
import type { Opening, OpeningOptions } from './opening.ts'
import { note } from './say.ts'

/** Loaded with the first browser. */
export function openingLater(live: Live, options: OpeningOptions): Opening {
  let made: Promise<Opening> | undefined
  return {
    async open(wish) {
      made ??= import('./opening.ts').then(({ createOpening }) => createOpening(live, options))
      return (await made).open(wish)
    },
    close: async () => (await made)?.close(),
  }
}

/** Calls `open` when the app is first known to answer; a failure is told. Answers what calls that off. */
export function whenReady(timeline: Timeline, open: () => Promise<unknown>): () => void {
  let done = false
  const end = timeline.subscribe((event) => {
    if (done || event.type !== 'app' || event.state !== 'ready') return
    done = true
    open().catch((error: Error & { hint?: string }) => {
      const text = [error.message, error.hint].filter(Boolean).join('\n')
      timeline.publish({ type: 'front', at: Date.now(), state: 'problem', text })
    })
  })
  return end
}

/** Lets `repro-proxy watch` and `open` find this one; answers what ends that. Not worth stopping for when it cannot be. */
export async function announced(
  timeline: Timeline,
  { url, scenario, front }: Live,
  folder: string,
  ask: Ask,
): Promise<() => void> {
  try {
    const [{ announce }, { listRunning, noteRunning }] = await Promise.all([
      import('../attach/announce.ts'),
      import('../attach/running.ts'),
    ])
    // Takes away what those left behind that were killed outright.
    listRunning()
    const { socket, close } = await announce(timeline, ask)
    const about = { pid: process.pid, url, scenario: scenario.name, folder, socket, since: Date.now() }
    const forget = noteRunning({ ...about, port: front.ports.https })
    return () => {
      forget()
      close()
    }
  } catch (error) {
    note(`repro-proxy watch will not find this one: ${(error as Error).message}`)
    return () => {}
  }
}
