import type { Checked } from '../check/check.ts'
import type { Judged } from '../check/expectations.ts'
import type { LeftOut } from '../check/suitable.ts'
import type { Upstream } from '../core/exchange.ts'
import { UserError } from '../core/user-error.ts'
import { inert } from '../views/inert.ts'
import { CHECK_FLAGS, chosen, countFlag } from './check-flags.ts'
import { openOutputs, sayJson, writeOutputs } from './check-outputs.ts'
import { playOf } from './check-play.ts'
import { command } from './command.ts'
import { note, say, styleOf } from './say.ts'

export default command({
  usage: 'check',
  about: 'sign in behind every scenario: where the session survives, where not, and why',
  options: CHECK_FLAGS,
  examples: [
    ['check --user alice --password pw', 'the app on port 3000, behind every scenario'],
    ['check --user alice --password pw -- npm start', 'start the app for it, and end it again'],
    ['check --record', 'sign in once by hand: flow.yaml is written from it'],
    ['check --flow flow.yaml', 'the login as it is written down there'],
    ['check --command "npx playwright test"', 'your own tests behind every scenario'],
    ['check --upstream 4000 --group nginx --driver browserless', 'fast, without a browser'],
    ['check --expect expectations.yaml --junit check.xml --report out', 'in CI, with credentials from the environment'],
  ],
  epilogue: 'Exit codes: 0 all survive, 1 some do not, 2 the check could not be made.',
  startsApp: true,
  async run(args, app) {
    const [{ readProject }, { whereOf }, { listScenarios }, { browserAt }, { untilStopped }] = await Promise.all([
      import('../app/project.ts'),
      import('./where.ts'),
      import('../scenario/find.ts'),
      import('../browser/find.ts'),
      import('./stopping.ts'),
    ])
    const project = await readProject()
    if (app.length > 0 && args.upstream !== undefined)
      throw new UserError('--upstream and "-- command" cannot both be given', {
        hint: 'The app is either started here, or runs already.',
        exitCode: 2,
      })
    const { signal } = untilStopped()
    const withOwnApp = async <T>(during: (upstreams: readonly Upstream[]) => Promise<T>): Promise<T> =>
      (await import('./check-own-app.ts')).withApp({ command: app, project, host, signal }, during)
    const { upstreams, host } = whereOf({ upstream: args.upstream, host: args.host }, project)
    if (args.record !== undefined) {
      const { recorder } = await import('./check-record.ts')
      const record = recorder({ ...args, record: args.record }, host)
      return app.length === 0 ? record(upstreams) : withOwnApp(record)
    }
    const { names: scenarios, leftOut } = chosen(args, await listScenarios(), upstreams.length)
    const play = await playOf(args, host)
    const counts = { jobs: countFlag('jobs', args.jobs, 1), retries: countFlag('retries', args.retries, 0) }
    const expectations =
      args.expect === undefined
        ? undefined
        : await (await import('../check/expectations.ts')).readExpectations(args.expect, [
            ...scenarios,
            ...leftOut.map(({ name }) => name),
          ])
    const outputs = openOutputs(args)
    const path =
      args.driver === 'browserless' || args.command !== undefined ? undefined : browserAt(args['browser-path'])
    if (args.driver === 'browser' && path === undefined)
      throw new UserError('no Chrome, Chromium, Edge or Brave was found', {
        hint: 'Name one with --browser-path, or check without one: --driver browserless.',
        exitCode: 2,
      })
    if (leftOut.length > 0) note(leftOutText(scenarios.length, leftOut))
    if (args.command === undefined)
      note(path === undefined ? 'without a browser: client code is not run' : `with ${path}`)
    const checkAll = async (dialled: readonly Upstream[]): Promise<Checked> => {
      const { check } = await import('../check/check.ts')
      let done = 0
      return check({
        upstreams: dialled,
        scenarios,
        play,
        host,
        ...counts,
        bail: args.bail,
        keep: args.report !== undefined,
        signal,
        driver: async (door) => {
          if (path === undefined) return (await import('../check/without-browser.ts')).withoutBrowser
          return (await import('../check/with-browser.ts')).withBrowser({ path, ...door })
        },
        onPlan: ({ assumed }) => note(assumed.map((line) => `  ${inert(line)}`).join('\n')),
        onResult: ({ scenario, survives, flaky, ms }) => {
          done += 1
          const word = survives ? (flaky ? 'flaky   ' : 'survives') : 'FAILS   '
          note(`${String(done).padStart(3)}/${scenarios.length} ${word} ${scenario} (${(ms / 1000).toFixed(1)} s)`)
        },
      })
    }
    const checked = app.length === 0 ? await checkAll(upstreams) : await withOwnApp(checkAll)
    if (signal.aborted) throw new UserError('stopped before all scenarios were checked', { exitCode: 2 })
    const judge = expectations && (await import('../check/expectations.ts')).judged(checked.results, expectations)
    await writeOutputs(outputs, checked)
    if (args.json) await sayJson(checked)
    else {
      const { checkText } = await import('../views/check-text.ts')
      const width = process.stdout.columns ?? 160
      say(`\n${checkText(checked, { style: styleOf(), width, onlyFailing: args['only-failing'] })}`)
    }
    if (judge) for (const line of expected(judge)) note(line)
    if (process.env.GITHUB_ACTIONS === 'true' && !args.json) {
      const { checkAnnotations } = await import('../views/check-annotations.ts')
      const told = judge
        ? { ...checked, results: [...judge.unexpected, ...checked.results.filter((one) => one.flaky)] }
        : checked
      for (const line of checkAnnotations(told)) say(line)
    }
    for (const output of outputs) note(`written: ${output.path}`)
    note(`${(checked.ms / 1000).toFixed(1)} s`)
    const failed = judge ? judge.unexpected : checked.results.filter(({ survives }) => !survives)
    return failed.length === 0 ? 0 : 1
  },
})

function leftOutText(played: number, leftOut: readonly LeftOut[]): string {
  const reasons = [...new Set(leftOut.map(({ why }) => why))]
  const told = reasons.map((why) => {
    const names = leftOut.filter((one) => one.why === why).map(({ name }) => name)
    return `${names.join(', ')} (${why})`
  })
  return `${played} scenarios; left out: ${told.join('; ')}. --all plays every one`
}

function expected({ unexpected, known, recovered }: Judged): string[] {
  const names = (results: Judged['known']) => results.map(({ scenario }) => scenario).join(', ')
  return [
    ...(known.length > 0 ? [`${known.length} failures are expected: ${names(known)}`] : []),
    ...(unexpected.length > 0 ? [`not expected to fail: ${names(unexpected)}`] : []),
    ...(recovered.length > 0 ? [`survives now, take it out of the list: ${names(recovered)}`] : []),
  ]
}
