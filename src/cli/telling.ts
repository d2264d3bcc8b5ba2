import type { Timeline } from '../proxy/timeline.ts'

export type LogKind = 'pretty' | 'jsonl' | 'quiet'

export interface Telling {
  /** The banner is out; from here on the terminal tells. */
  begin(): void
  close(): Promise<void>
}

export interface TellingOptions {
  readonly log: LogKind
  readonly record: string | undefined
  readonly showValues: boolean
}

export async function startTelling(timeline: Timeline, options: TellingOptions): Promise<Telling> {
  return {
    begin() {
      if (options.log === 'quiet') return
      timeline.subscribe((event) => {
        if ('text' in event) process.stdout.write(`${event.type} ${event.text}\n`)
        else if (event.type === 'exchange')
          process.stdout.write(
            `${event.browser.request.method} ${event.browser.request.target} ${event.browser.response?.status}\n`,
          )
      })
    },
    async close() {},
  }
}
