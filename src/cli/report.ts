import { UserError } from '../core/user-error.ts'
import { command } from './command.ts'
import { note, say, styleOf } from './say.ts'

const WHAT =
  'a recording made with --record, or a HAR file; without one, the proxy that is running, or else the newest recording here'

export default command({
  usage: 'report [file]',
  about: 'what became of each login, and why, to paste into an issue',
  words: { file: { type: 'string', describe: WHAT } },
  options: {
    markdown: { type: 'boolean', describe: 'answer as Markdown, to paste in an issue' },
    json: { type: 'boolean', describe: 'answer as JSON' },
  },
  examples: [
    ['report run.jsonl', 'a card for each login: outcome, where it went wrong, cause, fix'],
    ['report run.jsonl --markdown', 'the same for an issue; values of cookies and tokens are never told'],
  ],
  async run({ file, markdown = false, json = false }) {
    if (markdown && json) throw new UserError('--markdown and --json cannot both be given', { exitCode: 2 })
    const [{ readEvents }, { replay }, { loadDiagnoses }, { reportOf }, { newestRecording }, { listRunning }] =
      await Promise.all([
        import('./reading.ts'),
        import('../findings/replay.ts'),
        import('../findings/all.ts'),
        import('../views/report.ts'),
        import('./newest-recording.ts'),
        import('../attach/running.ts'),
      ])
    const running = file === undefined && listRunning().length > 0
    const path = file ?? (running ? undefined : newestRecording())
    if (file === undefined) note(running ? 'of the proxy that is running' : `the newest recording here is ${path}`)
    const runs = (await replay(readEvents(path), await loadDiagnoses())).map(reportOf)
    if (json) return say(JSON.stringify(runs, null, 2))
    if (runs.length === 0) return say('No request was recorded: nothing to report.')
    if (markdown) {
      const { reportMarkdown } = await import('../views/report-markdown.ts')
      return say(reportMarkdown(runs).trimEnd())
    }
    const { reportText } = await import('../views/report-text.ts')
    process.stdout.write(reportText(runs, styleOf(), process.stdout.columns ?? 100))
  },
})
