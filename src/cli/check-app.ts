import { UserError } from '../core/user-error.ts'
import { command } from './command.ts'
import { note, say, styleOf } from './say.ts'

export default command({
  usage: 'check',
  about: 'sign in behind every scenario: where the session survives, where not, and why',
  options: {
    upstream: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'where the app listens: 3000, localhost:3000, http://...; several times for several instances',
    },
    user: { type: 'string', requiresArg: true, describe: 'who signs in (when absent: REPRO_USER)' },
    password: { type: 'string', requiresArg: true, describe: 'the password (when absent: REPRO_PASSWORD)' },
    scenario: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'only these: names or paths, with commas between them',
    },
    group: { type: 'string', array: true, requiresArg: true, describe: 'only the scenarios of this group' },
    host: { type: 'string', requiresArg: true, default: 'shop.localhost', describe: 'public name, without a port' },
    driver: {
      choices: ['browser', 'browserless', 'auto'] as const,
      requiresArg: true,
      default: 'auto' as const,
      describe: 'who signs in; auto: the installed browser when there is one',
    },
    'browser-path': { type: 'string', requiresArg: true, describe: 'the browser to use' },
    jobs: { type: 'string', requiresArg: true, default: '2', describe: 'scenarios at a time' },
    retries: { type: 'string', requiresArg: true, default: '0', describe: 'tries again after a failure' },
    bail: { type: 'boolean', default: false, describe: 'end at the first failure' },
    'only-failing': { type: 'boolean', default: false, describe: 'leave out what survives' },
    json: { type: 'boolean', default: false, describe: 'answer as JSON' },
  },
  examples: [
    ['check --user alice --password pw', 'the app on port 3000, behind every scenario'],
    ['check --upstream 4000 --group nginx --driver browserless', 'fast, without a browser'],
  ],
  epilogue: 'Exit codes: 0 all survive, 1 some do not, 2 the check could not be made.',
  async run(args) {
    const [{ readProject }, { whereOf }, { listScenarios }, { check }, { checkText }, { browserAt }, { untilStopped }] =
      await Promise.all([
        import('../app/project.ts'),
        import('./where.ts'),
        import('../scenario/find.ts'),
        import('../check/check.ts'),
        import('../views/check-text.ts'),
        import('../browser/find.ts'),
        import('./stopping.ts'),
      ])
    const credentials = credentialsOf(args)
    const { upstreams, host } = whereOf({ upstream: args.upstream, host: args.host }, await readProject())
    const named = (args.scenario ?? []).flatMap((text) => text.split(',')).map((text) => text.trim())
    const groups = (args.group ?? []).flatMap((text) => text.split(','))
    const listed = await listScenarios()
    const known = [...new Set(listed.map(({ group }) => group))]
    for (const group of groups)
      if (!known.includes(group))
        throw new UserError(`--group ${group}: there is no such group`, { hint: `There are ${known.join(', ')}.` })
    const chosen = listed.filter(({ group }) => groups.length === 0 || groups.includes(group)).map(({ name }) => name)
    const path = args.driver === 'browserless' ? undefined : browserAt(args['browser-path'])
    if (args.driver === 'browser' && path === undefined)
      throw new UserError('no Chrome, Chromium, Edge or Brave was found', {
        hint: 'Name one with --browser-path, or check without one: --driver browserless.',
      })
    note(path === undefined ? 'without a browser: client code and script-made forms are not seen' : `with ${path}`)
    const { signal } = untilStopped()
    const scenarios = named.length > 0 ? named : chosen
    let done = 0
    const checked = await check({
      upstreams,
      scenarios,
      credentials,
      host,
      jobs: countFlag('jobs', args.jobs, 1),
      retries: countFlag('retries', args.retries, 0),
      bail: args.bail,
      signal,
      driver: async (door) => {
        if (path === undefined) return (await import('../check/without-browser.ts')).withoutBrowser
        return (await import('../check/with-browser.ts')).withBrowser({ path, ...door })
      },
      onPlan: ({ assumed }) => note(assumed.map((line) => `  ${line}`).join('\n')),
      onResult: ({ scenario, survives, flaky, ms }) => {
        done += 1
        const word = survives ? (flaky ? 'flaky   ' : 'survives') : 'FAILS   '
        note(`${String(done).padStart(3)}/${scenarios.length} ${word} ${scenario} (${(ms / 1000).toFixed(1)} s)`)
      },
    })
    if (signal.aborted) throw new UserError('stopped before all scenarios were checked')
    if (args.json) {
      const { maskEvent } = await import('../views/mask.ts')
      const results = checked.results.map((result) => ({
        ...result,
        ...(result.cause ? { cause: maskEvent(result.cause) } : {}),
        findings: result.findings.map((finding) => maskEvent(finding)),
      }))
      say(JSON.stringify({ ...checked, results }, null, 2))
    } else {
      const width = process.stdout.columns ?? 160
      say(`\n${checkText(checked, { style: styleOf(), width, onlyFailing: args['only-failing'] })}`)
      note(`${(checked.ms / 1000).toFixed(1)} s`)
    }
    return checked.results.every(({ survives }) => survives) ? 0 : 1
  },
})

function credentialsOf({ user, password }: { user?: string | undefined; password?: string | undefined }) {
  const { REPRO_USER, REPRO_PASSWORD } = process.env
  const found = { user: user ?? REPRO_USER, password: password ?? REPRO_PASSWORD }
  if (found.user && found.password) return { user: found.user, password: found.password }
  throw new UserError('whom shall the check sign in as?', {
    hint: 'Say --user NAME --password PASSWORD, or set REPRO_USER and REPRO_PASSWORD: an account made for tests.',
  })
}

function countFlag(flag: string, text: string, least: number): number {
  const number = Number(text)
  if (/^\d{1,2}$/.test(text) && number >= least) return number
  throw new UserError(`--${flag} ${text}: expected a whole number, ${least} or more`)
}
