import { command } from './command.ts'
import { styleOf } from './say.ts'

export default command({
  usage: 'show <file>',
  about: 'play a recording back as the timeline',
  words: { file: { type: 'string', demandOption: true, describe: 'a recording made with --record, or a HAR file' } },
  options: {
    'show-values': { type: 'boolean', default: false, describe: 'tell cookie values, if they were recorded' },
    filter: {
      type: 'string',
      requiresArg: true,
      describe: 'show only this of it: cookie:sid* status:4xx -kind:static',
    },
  },
  examples: [
    ['show run.jsonl', 'what was recorded, as the terminal told it'],
    [
      'show production.har --filter "cookie:*session* status:3xx"',
      'a HAR that a browser saved, judged by our cookie rules',
    ],
  ],
  async run({ file, 'show-values': showValues, filter = '' }) {
    const [{ readEvents }, { createTerminalView }, { parseFilter }, { filtering }] = await Promise.all([
      import('./reading.ts'),
      import('../views/terminal.ts'),
      import('../views/filter.ts'),
      import('../views/filtering.ts'),
    ])
    const view = createTerminalView({ style: styleOf(), width: process.stdout.columns ?? 120, showValues })
    const only = filtering(parseFilter(filter), (event) => process.stdout.write(view.show(event)))
    for await (const event of readEvents(file)) only.read(event)
    only.flush()
    process.stdout.write(view.end())
  },
})
