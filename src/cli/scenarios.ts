import { writeFile } from 'node:fs/promises'
import { nearest } from '../core/did-you-mean.ts'
import { UserError } from '../core/user-error.ts'
import type { Scenario } from '../scenario/load.ts'
import type { ProofResult } from '../scenario/proofs.ts'
import { command } from './command.ts'
import { note, say, styleOf } from './say.ts'

const ACTIONS = ['list', 'show', 'new', 'check']

export default command({
  usage: 'scenarios [action] [names..]',
  about: 'list, show, start and check scenarios',
  words: {
    action: { type: 'string', describe: 'list (when absent), show, new or check', default: 'list' },
    names: { type: 'string', array: true, describe: 'names of shipped scenarios or paths of files', default: [] },
  },
  options: {
    json: { type: 'boolean', describe: 'list, show and check: answer as JSON' },
    set: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'show and check: a value for a param, name=value',
    },
    force: { type: 'boolean', describe: 'new: write over a file that is there' },
  },
  examples: [
    ['scenarios', 'what there is'],
    ['scenarios show behind-nginx', 'one of them with everything in its place'],
    ['scenarios new my-front', 'writes my-front.yaml to start from'],
    ['scenarios check ./my-front.yaml', 'is it right, and does it do what its proofs say?'],
  ],
  epilogue: 'check exits with 1 when a proof fails and with 2 when a file is wrong.',
  async run({ action, names, json = false, set = [], force = false }) {
    if (action === 'list' && names.length === 0) return list(json)
    if (action === 'show' && names.length === 1) return show(names[0]!, set, json)
    if (action === 'new' && names.length === 1) return create(names[0]!, force)
    if (action === 'check') return check(names, set, json)
    throw misused(action, names.length)
  },
})

function misused(action: string, count: number): UserError {
  const hint = 'repro-proxy scenarios --help shows how it is used.'
  if (!ACTIONS.includes(action)) {
    const found = nearest(action, ACTIONS)
    const meant = found === undefined ? '' : `; did you mean "${found}"?`
    return new UserError(`scenarios cannot "${action}"${meant}`, {
      hint: found === undefined ? `repro-proxy scenarios show ${action} shows one scenario.` : hint,
    })
  }
  if (action === 'list') return new UserError('scenarios list takes no names', { hint })
  return new UserError(`scenarios ${action} ${count === 0 ? 'needs a name' : 'takes one name'}`, { hint })
}

async function list(json: boolean): Promise<number> {
  const [{ listScenarios }, { groupsOf }] = await Promise.all([
    import('../scenario/find.ts'),
    import('../scenario/groups.ts'),
  ])
  const listed = await listScenarios()
  const broken = listed.some(({ problem }) => problem !== undefined)
  if (json) {
    say(JSON.stringify(listed, null, 2))
    return broken ? 1 : 0
  }
  const { bold, dim } = styleOf()
  const width = Math.max(...listed.map(({ name }) => name.length))
  for (const { heading, members } of groupsOf(listed)) {
    say(bold(heading))
    for (const { name, about, problem } of members) {
      say(
        `  ${name.padEnd(width)}  ${problem === undefined ? oneLine(about) : `cannot be read: ${problem.split('\n')[0]}`}`,
      )
    }
    say('')
  }
  say(dim('repro-proxy --scenario NAME plays one, repro-proxy scenarios show NAME prints one.'))
  return broken ? 1 : 0
}

async function show(name: string, set: readonly string[], json: boolean): Promise<void> {
  const scenario = await load(name, set)
  const { showScenario } = await import('../scenario/show.ts')
  say(json ? JSON.stringify(scenario.resolved, null, 2) : showScenario(scenario).trimEnd())
  scenario.close()
}

async function load(name: string, set: readonly string[]): Promise<Scenario> {
  const [{ loadScenario }, { parseSettings }] = await Promise.all([
    import('../scenario/load.ts'),
    import('../scenario/params.ts'),
  ])
  return loadScenario(name, { set: parseSettings(set) })
}

async function create(name: string, force: boolean): Promise<void> {
  const { starterScenario } = await import('../scenario/starter.ts')
  const bare = name.replace(/^\.[\\/]/, '').replace(/\.ya?ml$/i, '')
  const file = `${bare}.yaml`
  const text = starterScenario(bare)
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') {
      throw new UserError(`${file} is there already`, { hint: 'Take another name, or add --force to write over it.' })
    }
    throw new UserError(`${file} cannot be written: ${message}`, { exitCode: 1, cause: error })
  }
  say(`wrote ${file}\n\n  repro-proxy --scenario ./${file}          plays it; saving the file applies it`)
  say(`  repro-proxy scenarios check ./${file}    checks it`)
}

interface Checked {
  readonly name: string
  readonly ok: boolean
  readonly proofs: readonly ProofResult[]
  /** Why it could not be loaded. */
  readonly problem?: string
}

async function check(given: readonly string[], set: readonly string[], json: boolean): Promise<number> {
  const [{ shippedNames }, { runProofs, printProofs }] = await Promise.all([
    import('../scenario/find.ts'),
    import('../scenario/proofs.ts'),
  ])
  const names = given.length > 0 ? given : await shippedNames()
  const results: Checked[] = []
  for (const name of names) {
    try {
      const scenario = await load(name, set)
      const proofs = await runProofs(scenario)
      scenario.close()
      results.push({ name, ok: proofs.every(({ ok }) => ok), proofs })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      results.push({ name, ok: false, proofs: [], problem: error.message })
      if (!json) note([error.message, error.hint].filter(Boolean).join('\n  '))
    }
    const { ok, proofs, problem } = results.at(-1)!
    if (json || problem !== undefined) continue
    process.stdout.write(printProofs(proofs))
    if (proofs.length === 0) say(`ok   ${name}: the file is right; it has no proof yet`)
    else if (ok && names.length > 1) continue
  }
  const failed = results.filter(({ ok }) => !ok)
  if (json) say(JSON.stringify(results, null, 2))
  else say(`${results.length - failed.length} of ${results.length} right`)
  if (results.some(({ problem }) => problem !== undefined)) return 2
  return failed.length > 0 ? 1 : 0
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ')
