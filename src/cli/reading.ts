// What to read: a recording of ours, or a HAR that a browser saved (told apart by how it begins, not by its name), or the proxy
// that is running in another terminal.
import { closeSync, openSync, readSync } from 'node:fs'
import type { TimelineEvent } from '../core/events.ts'

/** Without a file: what the proxy that is running has told so far. Rejects with UserError, on the first event, for any other file. */
export async function* readEvents(path: string | undefined): AsyncGenerator<TimelineEvent> {
  if (path === undefined) {
    const { chooseRunning, joinTimeline } = await import('../attach/join.ts')
    yield* joinTimeline(chooseRunning(undefined))
  } else if (isHar(path)) yield* (await import('../har/read-har.ts')).readHar(path)
  else yield* (await import('../views/jsonl.ts')).readRecording(path)
}

function isHar(path: string): boolean {
  const start = Buffer.alloc(4096)
  try {
    const file = openSync(path, 'r')
    try {
      readSync(file, start, 0, start.length, 0)
    } finally {
      closeSync(file)
    }
  } catch {
    // The reader of recordings says what is wrong with it.
    return false
  }
  return /^\uFEFF?\s*\{\s*"log"\s*:/.test(start.toString('utf8'))
}
