import { command } from './command.ts'

export default command({
  usage: 'show <file>',
  about: 'play a recording back as the timeline',
  words: { file: { type: 'string', demandOption: true, describe: 'a recording made with --record' } },
  options: {},
  examples: [['show run.jsonl', 'what was recorded, as the terminal told it']],
  async run() {},
})
