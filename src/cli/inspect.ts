import { command } from './command.ts'
import { INSPECTOR_FLAGS, inspectorPort } from './inspector-flags.ts'

export default command({
  usage: 'inspect <file>',
  about: 'look at a recording, or at a HAR file, in the inspector',
  words: { file: { type: 'string', demandOption: true, describe: 'a recording made with --record, or a HAR file' } },
  options: {
    'inspector-port': { ...INSPECTOR_FLAGS['inspector-port'], describe: 'port for the page (when absent: any)' },
  },
  examples: [
    ['inspect run.jsonl', 'cookies, exchanges and findings of a recording in the browser'],
    ['inspect production.har', 'a HAR that a browser saved, with our verdicts'],
  ],
  async run({ file, 'inspector-port': port }) {
    const { inspectFile } = await import('./inspect-file.ts')
    await inspectFile(file, inspectorPort(port))
  },
})
