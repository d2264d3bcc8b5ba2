import { command } from './command.ts'
import { portFlag } from './flags.ts'
import { isInteractive } from './raw-terminal.ts'
import { note, say, styleOf } from './say.ts'
import { createScreen } from './screen.ts'

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
    let ended = () => {}
    const running = chooseRunning(port === undefined ? undefined : portFlag('port', port))
    const { signal, stop } = untilStopped()
    const screen = createScreen((text) => process.stdout.write(text))
    note(`${running.url}  scenario ${running.scenario}  (process ${running.pid}, ${running.folder})`)
    const view = createTerminalView({ style: styleOf(), width: process.stdout.columns ?? 120, showValues: false })
    let scenario = running.scenario
    const { read, flush, change } = filtering(only, (event) => {
      if (event.type === 'front' && event.scenario !== undefined) scenario = event.scenario
      if (log === 'jsonl') say(JSON.stringify(event))
      else screen.write(view.show(event))
    })
    if (log === 'pretty' && isInteractive()) {
      const [{ legend, startHotkeys }, { askRunning }, { openWish }] = await Promise.all([
        import('./hotkeys.ts'),
        import('../attach/ask.ts'),
        import('./open-flags.ts'),
      ])
      const { close } = startHotkeys({
        screen,
        ask: (request) => askRunning(running, request),
        wish: openWish({}),
        title: () => `${running.url}  scenario ${scenario}`,
        filter,
        setFilter: change,
        quit: stop,
      })
      signal.addEventListener('abort', close)
      ended = close
      screen.write(legend())
    }
    let waiting: NodeJS.Immediate | undefined
    try {
      for await (const event of joinTimeline(running, signal)) {
        read(event)
        clearImmediate(waiting)
        waiting = setImmediate(flush)
      }
    } finally {
      ended()
    }
    clearImmediate(waiting)
    flush()
    if (log === 'pretty') screen.write(view.end())
    if (!signal.aborted) note('the proxy has ended')
  },
})
