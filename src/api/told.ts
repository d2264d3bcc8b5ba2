// What a front has told, in the forms that can be handed on: secrets are fingerprints in all of them.
import type { TimelineEvent } from '../core/events.ts'
import { FORMAT_VERSION } from '../core/events.ts'
import type { Run } from '../findings/replay.ts'
import { maskEvent } from '../views/mask.ts'
import { reportOf } from '../views/report.ts'
import { reportMarkdown } from '../views/report-markdown.ts'
import { reportText } from '../views/report-text.ts'
import { PLAIN } from '../views/style.ts'

/** Columns: for the log of a CI run. */
const WIDTH = 120

export function reportIn(form: 'text' | 'markdown', run: Run): string {
  const report = reportOf(run)
  return form === 'markdown' ? reportMarkdown([report]) : reportText([report], PLAIN, WIDTH)
}

/** JSON lines, as `--record` writes them (docs/recording-format.md). */
export function recordingOf(events: readonly TimelineEvent[]): string {
  const at = events[0]?.at ?? Date.now()
  const head = { type: 'front', at, state: 'notice', text: 'recording begins', version: FORMAT_VERSION, masked: true }
  return [head, ...events.map(maskEvent)].map((line) => `${JSON.stringify(line)}\n`).join('')
}
