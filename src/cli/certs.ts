import { nearest } from '../core/did-you-mean.ts'
import { UserError } from '../core/user-error.ts'
import { command } from './command.ts'
import { hostFlag } from './flags.ts'
import { say } from './say.ts'

const ACTIONS = ['show', 'path', 'install', 'uninstall']

export default command({
  usage: 'certs [action]',
  about: 'the local certificate authority: show it, trust it',
  words: {
    action: { type: 'string', default: 'show', describe: 'show (when absent), path, install or uninstall' },
  },
  options: {
    host: {
      type: 'string',
      requiresArg: true,
      describe: 'path and install: a host outside localhost and .test; it has a CA of its own, which is made now',
    },
    'dry-run': { type: 'boolean', describe: 'install and uninstall: say what would change, change nothing' },
    json: { type: 'boolean', describe: 'show: answer as JSON' },
  },
  examples: [
    ['certs', 'what there is, and who trusts it'],
    ['certs install', 'lets the browsers of this machine trust it; says what it changes'],
    ['certs install --dry-run', 'only says it'],
    ['certs uninstall', 'takes all of it back'],
    ['certs path', 'NODE_EXTRA_CA_CERTS=$(repro-proxy certs path) node script.js'],
  ],
  epilogue:
    'The CA can only sign for localhost, *.localhost, *.test, loopback addresses and the hosts you named. Its key stays on this machine.',
  async run({ action, host, json = false, 'dry-run': dry = false }) {
    const named = host === undefined ? undefined : hostFlag(host)
    if (action === 'show') return show(json)
    if (action === 'path') return path(named)
    if (action === 'install') return install(named, dry)
    if (action === 'uninstall') return uninstall(dry)
    const found = nearest(action, ACTIONS)
    throw new UserError(`certs cannot "${action}"${found === undefined ? '' : `; did you mean "${found}"?`}`, {
      hint: `It can ${ACTIONS.join(', ')}.`,
    })
  },
})

async function show(json: boolean): Promise<void> {
  const [{ listAuthorityFiles }, { describeAuthority }, { readNameConstraints }, { isTrusted }] = await Promise.all([
    import('../tls/authorities.ts'),
    import('../tls/describe.ts'),
    import('../tls/name-constraints.ts'),
    import('../tls/trust/trusted.ts'),
  ])
  const files = await listAuthorityFiles()
  const described = await Promise.all(
    files.map(async (file) => ({
      ...file,
      constraints: readNameConstraints(file.certificate),
      trust: await isTrusted(file.path),
    })),
  )
  if (json) return say(JSON.stringify(described, null, 2))
  if (described.length === 0) {
    return say(
      'There is no local CA yet. The first start makes one; repro-proxy certs install makes one and lets your browsers trust it.',
    )
  }
  say(described.map((one) => describeAuthority(one)).join('\n\n'))
}

/** Makes the CA when there is none: a path to nothing would help nobody. */
async function path(host: string | undefined): Promise<void> {
  const { openAuthorities } = await import('../tls/authorities.ts')
  const authorities = await openAuthorities(host === undefined ? [] : [host])
  say(authorities.at(-1)!.certificateFile)
}

async function install(host: string | undefined, dry: boolean): Promise<number> {
  const { openAuthorities } = await import('../tls/authorities.ts')
  const { planInstall } = await import('../tls/trust/plan.ts')
  const authorities = await openAuthorities(host === undefined ? [] : [host])
  return carryOut(await planInstall(authorities.map(({ certificateFile }) => certificateFile)), dry)
}

async function uninstall(dry: boolean): Promise<number> {
  const { listAuthorityFiles } = await import('../tls/authorities.ts')
  const { planUninstall } = await import('../tls/trust/plan.ts')
  const files = await listAuthorityFiles()
  if (files.length === 0) {
    say('There is no local CA, so there is nothing to take back.')
    return 0
  }
  return carryOut(await planUninstall(files.map(({ path: file }) => file)), dry)
}

type ThePlan = Awaited<ReturnType<typeof import('../tls/trust/plan.ts').planInstall>>

async function carryOut(plan: ThePlan, dry: boolean): Promise<number> {
  if (dry) {
    const { describePlan } = await import('../tls/trust/plan.ts')
    say(plan.steps.length === 0 && plan.hints.length === 0 ? 'Nothing would change.' : describePlan(plan))
    return 0
  }
  const { runPlan } = await import('../tls/trust/run.ts')
  const results = await runPlan(plan, say)
  const undone = results.filter(({ outcome }) => outcome !== 'done')
  if (results.length === 0) say('Nothing had to be changed.')
  else say(undone.length === 0 ? 'done' : `${undone.length} of ${results.length} not done`)
  return undone.length === 0 ? 0 : 1
}
