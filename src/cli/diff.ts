import { command } from './command.ts'
import { say, styleOf } from './say.ts'

export default command({
  usage: 'diff <a> <b>',
  about: 'the same flow in two recordings: the first step that differs, and in what',
  words: {
    a: { type: 'string', demandOption: true, describe: 'a recording made with --record, or a HAR file' },
    b: { type: 'string', demandOption: true, describe: 'another one, of the same flow' },
  },
  options: {
    all: { type: 'boolean', describe: 'show every step that differs, not only the first' },
    json: { type: 'boolean', describe: 'answer as JSON' },
  },
  examples: [
    ['diff direct.jsonl behind-nginx.jsonl', 'where the login goes another way behind nginx'],
    ['diff production.har local.jsonl --all', 'a HAR from the real site beside a recording from here'],
  ],
  epilogue: 'Ends with 0 when both are the same, with 1 when they differ. Dates, ids and tokens are no difference.',
  async run({ a, b, all = false, json = false }) {
    const [{ readEvents }, { diffFlows, flowOf }] = await Promise.all([
      import('./reading.ts'),
      import('../views/flow-diff.ts'),
    ])
    const [one, other] = [await flowOf(a, readEvents(a)), await flowOf(b, readEvents(b))]
    const diff = diffFlows(one, other)
    if (json) say(JSON.stringify({ a: about(one), b: about(other), ...diff }, null, 2))
    else {
      const { diffText } = await import('../views/diff-text.ts')
      process.stdout.write(diffText(one, other, diff, all, styleOf()))
    }
    return diff.same ? 0 : 1
  },
})

function about({ file, scenario, steps }: { file: string; scenario?: string; steps: readonly unknown[] }) {
  return { file, ...(scenario === undefined ? {} : { scenario }), steps: steps.length }
}
