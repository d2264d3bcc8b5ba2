import { UserError } from '../core/user-error.ts'
import type { Change, InitPlan } from '../init/plan.ts'
import { command } from './command.ts'
import { hostFlag } from './flags.ts'
import { note, say, styleOf } from './say.ts'

export default command({
  usage: 'init',
  about: 'set up a project: a front to change, a login flow, npm scripts; shows the changes first',
  options: {
    'allowed-dev-origins': {
      type: 'string',
      array: true,
      describe: 'also allow this host in next.config (when none is named: the project’s own name)',
    },
    yes: { type: 'boolean', default: false, alias: 'y', describe: 'do it without being asked' },
    force: { type: 'boolean', default: false, describe: 'write over what is there already' },
    'dry-run': { type: 'boolean', default: false, describe: 'show the changes, and change nothing' },
    json: { type: 'boolean', default: false, describe: 'answer as JSON' },
  },
  examples: [
    ['init', 'shows what it would write, and asks'],
    ['init --yes', 'writes it'],
    ['init --allowed-dev-origins shop.example.com', 'next dev may be opened under that name, too'],
  ],
  epilogue: 'Without a terminal nothing is written unless --yes is given.',
  async run(args) {
    const [{ readProject }, { planInit }, { writeChanges }] = await Promise.all([
      import('../app/project.ts'),
      import('../init/plan.ts'),
      import('../init/write.ts'),
    ])
    if (args['dry-run'] && args.yes)
      throw new UserError('--dry-run and --yes cannot both be given', {
        hint: 'One shows, the other writes.',
        exitCode: 2,
      })
    const project = await readProject()
    const asked = args['allowed-dev-origins']?.filter((one) => one !== '')
    const hosts = asked?.length === 0 ? [`${project.label}.localhost`] : asked?.map((host) => originFlag(host))
    const plan = await planInit(project, { origins: hosts, force: args.force })
    if (!args.json) await show(plan)
    const go = plan.changes.length > 0 && !args['dry-run'] && (args.yes || (!args.json && (await agreed())))
    if (go) await writeChanges(plan)
    if (args.json) await sayJson(plan, go)
    else await told(plan, go, args['dry-run'], project.dependencies.has('repro-proxy'))
    const unasked = plan.changes.length > 0 && !go && !args['dry-run'] && !args.json && !canAsk()
    return unasked ? 2 : 0
  },
})

/** A host alone, or a pattern such as *.example.com, as Next takes it. */
function originFlag(given: string): string {
  if (/^\*\.[a-z0-9.-]+$/i.test(given)) return given
  return hostFlag(given)
}

async function show({ folder, changes, kept }: InitPlan): Promise<void> {
  const { lineDiff } = await import('../init/line-diff.ts')
  const { inert } = await import('../views/inert.ts')
  const { green, red, bold } = styleOf()
  say(bold(folder))
  for (const { path, before, after } of changes) {
    say('')
    for (const line of lineDiff(path, before, after).split('\n').map(inert)) {
      const head = /^(?:---|\+\+\+) /.test(line)
      say(head ? bold(line) : line.startsWith('+') ? green(line) : line.startsWith('-') ? red(line) : line)
    }
  }
  if (kept.length > 0) say('')
  for (const line of kept) say(`kept: ${inert(line)}`)
  say('')
}

const canAsk = () => process.stdin.isTTY && process.stdout.isTTY

/** false when nobody can be asked, too. */
async function agreed(): Promise<boolean> {
  if (!canAsk()) return false
  const { createInterface } = await import('node:readline/promises')
  const reading = createInterface({ input: process.stdin, output: process.stdout })
  const closed = new Promise<string>((done) => reading.once('close', () => done('')))
  try {
    const answer = await Promise.race([reading.question('Write this? [y/N] '), closed])
    return /^\s*y(?:es)?\s*$/i.test(answer)
  } finally {
    reading.close()
  }
}

async function told({ changes, manager }: InitPlan, done: boolean, dry: boolean, installed: boolean): Promise<void> {
  if (changes.length === 0) return say('nothing to do: all of it is there')
  if (!done && dry) return note('nothing was written: --dry-run')
  if (!done)
    return note(
      canAsk()
        ? 'nothing was written'
        : 'nothing was written: there is no terminal to ask at. --yes writes it, --dry-run only shows it.',
    )
  const { ADDS } = await import('../init/package-manager.ts')
  const { FLOW, FRONT } = await import('../init/starters.ts')
  for (const { path } of changes) say(`wrote ${path}`)
  say('\nNext:')
  if (!installed) say(`  ${ADDS[manager]} repro-proxy`)
  say(`  npx repro-proxy check --record ${FLOW} --force   writes the flow from a login that you do once`)
  say(`  ${manager} run check:session   plays it behind every scenario (REPRO_USER, REPRO_PASSWORD)`)
  say(`  ${manager} run front   puts ${FRONT} before your app`)
}

async function sayJson({ folder, manager, changes, kept }: InitPlan, written: boolean): Promise<void> {
  const { lineDiff } = await import('../init/line-diff.ts')
  const shown = changes.map(({ path, before, after }: Change) => ({
    path,
    change: before === undefined ? 'new' : 'changed',
    diff: lineDiff(path, before, after),
  }))
  say(JSON.stringify({ folder, manager, changes: shown, kept, written }, null, 2))
}
