import { command } from './command.ts'
import { styleOf } from './say.ts'

export default command({
  usage: 'show <file>',
  about: 'play a recording back as the timeline',
  words: { file: { type: 'string', demandOption: true, describe: 'a recording made with --record' } },
  options: {
    'show-values': { type: 'boolean', default: false, describe: 'tell cookie values, if they were recorded' },
  },
  examples: [['show run.jsonl', 'what was recorded, as the terminal told it']],
  async run({ file, 'show-values': showValues }) {
    const [{ readRecording }, { createTerminalView }] = await Promise.all([
      import('../views/jsonl.ts'),
      import('../views/terminal.ts'),
    ])
    const view = createTerminalView({ style: styleOf(), width: process.stdout.columns ?? 120, showValues })
    for await (const event of readRecording(file)) process.stdout.write(view.show(event))
    process.stdout.write(view.end())
  },
})
