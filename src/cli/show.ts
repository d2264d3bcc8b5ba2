import { command } from './command.ts'
import { styleOf } from './say.ts'

export default command({
  usage: 'show <file>',
  about: 'play a recording back as the timeline',
  words: { file: { type: 'string', demandOption: true, describe: 'a recording made with --record, or a HAR file' } },
  options: {
    'show-values': { type: 'boolean', default: false, describe: 'tell cookie values, if they were recorded' },
  },
  examples: [['show run.jsonl', 'what was recorded, as the terminal told it']],
  async run({ file, 'show-values': showValues }) {
    const [{ readEvents }, { createTerminalView }] = await Promise.all([
      import('./reading.ts'),
      import('../views/terminal.ts'),
    ])
    const view = createTerminalView({ style: styleOf(), width: process.stdout.columns ?? 120, showValues })
    for await (const event of readEvents(file)) process.stdout.write(view.show(event))
    process.stdout.write(view.end())
  },
})
