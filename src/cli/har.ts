import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../core/user-error.ts'
import { command } from './command.ts'
import { note } from './say.ts'

export default command({
  usage: 'har <file>',
  about: 'a recording as HAR 1.2, for the browser’s own developer tools',
  words: { file: { type: 'string', demandOption: true, describe: 'a recording made with --record' } },
  options: {
    out: { type: 'string', alias: 'o', requiresArg: true, describe: 'write to this file instead of standard output' },
  },
  examples: [
    ['har run.jsonl --out run.har', 'open it in the Network tab of the developer tools'],
    ['show production.har', 'the other way: a HAR from a browser is read like a recording'],
  ],
  async run({ file, out }) {
    const [{ readRecording }, { writeHar }, { version }] = await Promise.all([
      import('../views/jsonl.ts'),
      import('../har/write-har.ts'),
      import('./version.ts'),
    ])
    const text = Readable.from(writeHar(readRecording(file), version()))
    if (out === undefined) {
      for await (const piece of text) process.stdout.write(piece as string)
      return
    }
    try {
      await pipeline(text, createWriteStream(out, { mode: 0o600 }))
    } catch (error) {
      if (error instanceof UserError) throw error
      throw new UserError(`${out} cannot be written: ${(error as Error).message}`, {
        hint: 'Name another file with --out.',
      })
    }
    note(`wrote ${out}: the browser's side of every exchange; values are masked as in the recording`)
  },
})
