import { command } from './command.ts'
import { portFlag } from './flags.ts'
import { note, say, styleOf } from './say.ts'

export default command({
  usage: 'watch',
  about: 'the timeline of a running repro-proxy, in another terminal',
  options: {
    port: { type: 'string', requiresArg: true, describe: 'which one, when several are running' },
    filter: {
      type: 'string',
      requiresArg: true,
      describe:
        'show only this of the traffic: cookie:sid* status:4xx verdict:refused kind:action client:2 -path:/api/*',
    },
    log: { choices: ['pretty', 'jsonl'] as const, requiresArg: true, default: 'pretty' as const, describe: 'how' },
  },
  examples: [
    ['watch', 'what has happened so far, and what happens'],
    ['watch --filter "cookie:*session* -kind:static"', 'the story of the session alone'],
    ['watch --log jsonl | jq .', 'for scripts'],
  ],
  epilogue: 'Cookie values are shown as fingerprints here, whatever the running one shows.',
  async run({ port, filter = '', log }) {
    const [{ chooseRunning, joinTimeline }, { parseFilter }, { filtering }, { createTerminalView }, { untilStopped }] =
      await Promise.all([
        import('../attach/join.ts'),
        import('../views/filter.ts'),
        import('../views/filtering.ts'),
        import('../views/terminal.ts'),
        import('./stopping.ts'),
      ])
    const only = parseFilter(filter)
    const running = chooseRunning(port === undefined ? undefined : portFlag('port', port))
    const { signal } = untilStopped()
    note(`${running.url}  scenario ${running.scenario}  (process ${running.pid}, ${running.folder})`)
    const view = createTerminalView({ style: styleOf(), width: process.stdout.columns ?? 120, showValues: false })
    const { read, flush } = filtering(only, (event) => {
      if (log === 'jsonl') say(JSON.stringify(event))
      else process.stdout.write(view.show(event))
    })
    let waiting: NodeJS.Immediate | undefined
    for await (const event of joinTimeline(running, signal)) {
      read(event)
      clearImmediate(waiting)
      waiting = setImmediate(flush)
    }
    clearImmediate(waiting)
    flush()
    if (log === 'pretty') process.stdout.write(view.end())
    if (!signal.aborted) note('the proxy has ended')
  },
})
