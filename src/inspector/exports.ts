// What can be taken away from the page as a file, masked as a recording is. One entry each; the page shows a button for each.
import { FORMAT_VERSION, type TimelineEvent } from '../core/events.ts'
import { writeHar } from '../har/write-har.ts'
import { maskEvent } from '../views/mask.ts'

export interface Export {
  /** The file that it becomes. */
  readonly name: string
  readonly label: string
  readonly type: string
  write(events: readonly TimelineEvent[], version: string): AsyncIterable<string> | Iterable<string>
}

export const EXPORTS: readonly Export[] = [
  {
    name: 'repro-proxy.jsonl',
    label: 'JSONL',
    type: 'application/x-ndjson',
    *write(events) {
      const head = { type: 'front', at: Date.now(), state: 'notice', text: 'taken from the inspector' }
      yield `${JSON.stringify({ ...head, version: FORMAT_VERSION, masked: true })}\n`
      for (const event of events) yield `${JSON.stringify(maskEvent(event))}\n`
    },
  },
  {
    name: 'repro-proxy.har',
    label: 'HAR',
    type: 'application/json',
    write: (events, version) => writeHar(masked(events), version),
  },
  {
    name: 'repro-proxy.md',
    label: 'Report',
    type: 'text/markdown; charset=utf-8',
    async *write(events) {
      const [{ replay }, { loadDiagnoses }, { reportOf }, { reportMarkdown }] = await Promise.all([
        import('../findings/replay.ts'),
        import('../findings/all.ts'),
        import('../views/report.ts'),
        import('../views/report-markdown.ts'),
      ])
      yield reportMarkdown((await replay(masked(events), await loadDiagnoses())).map(reportOf))
    },
  },
]

function* masked(events: readonly TimelineEvent[]) {
  for (const event of events) yield maskEvent(event)
}
