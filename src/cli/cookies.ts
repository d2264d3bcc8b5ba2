import { command } from './command.ts'

export default command({
  usage: 'cookies <file>',
  about: 'the life of every cookie in a recording',
  words: { file: { type: 'string', demandOption: true, describe: 'a recording made with --record' } },
  options: {},
  examples: [['cookies run.jsonl', 'what was recorded, as the terminal told it']],
  async run() {},
})
