import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { BIN, folder, start } from './run.ts'

/** A command that takes for ever to end. */
async function stubborn(): Promise<string> {
  const root = await folder()
  const stopping = pathToFileURL(join(BIN, '..', '..', 'dist', 'cli', 'stopping.js'))
  const file = join(root, 'stubborn.mjs')
  await writeFile(
    file,
    `import { untilStopped } from '${stopping}'
setInterval(() => {}, 1000)
untilStopped().stopped.then(() => console.log('asked to stop'))
console.log('up')
`,
  )
  return file
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('the first %s asks, the second one ends it', async (signal, code) => {
  const running = start([], { bin: await stubborn() })
  await running.until(/^up$/m)
  running.child.kill(signal)
  await running.until(/asked to stop/)
  // npm passes on what the terminal has sent already: that is not a second press.
  running.child.kill(signal)
  await new Promise((done) => setTimeout(done, 600))
  expect(running.child.exitCode).toBeNull()
  expect(await running.stop(signal)).toMatchObject({ code, signal: null, err: '' })
})
