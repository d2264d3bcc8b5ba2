import { UserError } from '../core/user-error.ts'
import { command } from './command.ts'
import { hostFlag, seedFlag } from './flags.ts'
import { INSPECTOR_FLAGS, inspectorPort } from './inspector-flags.ts'
import { OPEN_FLAGS, openWish } from './open-flags.ts'
import { WHERE_FLAGS, whereOf } from './where.ts'

/** Nobody is surprised by a front that breaks nothing. */
const CONTROL = 'direct'

export default command({
  usage: '',
  about: 'put a simulated production front before your app',
  options: {
    scenario: {
      type: 'string',
      requiresArg: true,
      describe: `name or path of the front to play (when absent: ${CONTROL})`,
    },
    set: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: "a value for one of the scenario's params, name=value",
    },
    ...WHERE_FLAGS,
    log: {
      choices: ['pretty', 'jsonl', 'quiet'] as const,
      requiresArg: true,
      describe: 'what is told on standard output',
      default: 'pretty' as const,
    },
    record: {
      type: 'string',
      requiresArg: true,
      describe: 'write the timeline to this file as well, for "show" and "cookies"',
    },
    'show-values': { type: 'boolean', default: false, describe: 'tell cookie values instead of their fingerprints' },
    filter: {
      type: 'string',
      requiresArg: true,
      describe:
        'show only this of the traffic: cookie:sid* status:4xx verdict:refused kind:action client:2 -path:/api/*',
    },
    browser: {
      choices: ['chromium', 'firefox', 'safari', 'auto'] as const,
      requiresArg: true,
      default: 'auto' as const,
      describe: "whose cookie rules to judge by; auto: each client's own",
    },
    seed: {
      type: 'string',
      requiresArg: true,
      describe: "for steps left to chance: the same number, the same run (when absent: the scenario's)",
    },
    ...INSPECTOR_FLAGS,
    open: {
      type: 'boolean',
      default: false,
      describe: 'start a browser with a throw-away profile at https://HOST, without a port, once the app answers',
    },
    sibling: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'another public name of the front, such as api.example.com (names under --host are included)',
    },
    ...OPEN_FLAGS,
    env: {
      type: 'boolean',
      default: true,
      describe: 'give an app that is started here (-- command) its public URL and our CA',
    },
    watch: { type: 'boolean', default: true, describe: 'apply a scenario when its file is saved' },
  },
  startsApp: true,
  examples: [
    ['--scenario behind-nginx -- npx next dev', 'start the app as well, and end it with the front'],
    ['--scenario behind-nginx', 'before next dev on port 3000'],
    ['--scenario ./mine.yaml --upstream 4000', 'a front of your own, an app elsewhere'],
    ['--scenario behind-nginx --host shop.example.com --open', 'a browser on the very origin of production'],
    ['--scenario nginx-two-hops --host shop.test --record run.jsonl', 'another name; keep what happened'],
  ],
  epilogue: 'Exit codes: 0 done, 1 something failed, 2 the command or a file is wrong.',
  async run(args, app) {
    const { readProject } = await import('../app/project.ts')
    const project = await readProject()
    const where = whereOf(args, project)
    if (app.length > 0 && where.upstreams.length > 1)
      throw new UserError('one command, several --upstream: which one is it to listen on?', {
        hint: 'Name one --upstream at most together with -- and a command.',
      })
    const idle = args.open
      ? undefined
      : (['profiles', 'browser-path', 'browser-arg'] as const).find((name) => args[name])
    if (idle) throw new UserError(`--${idle} is for a browser, and none is opened`, { hint: 'Add --open.' })
    const port = inspectorPort(args['inspector-port'])
    const { serve } = await import('./serve.ts')
    return serve({
      ...where,
      project,
      app:
        app.length === 0
          ? undefined
          : { command: app, env: args.env, port: args.upstream ? where.upstreams[0]!.port : undefined },
      scenario: args.scenario ?? CONTROL,
      chosen: args.scenario !== undefined,
      open: args.open ? openWish(args) : undefined,
      siblings: (args.sibling ?? []).map(hostFlag),
      set: args.set ?? [],
      log: args.log,
      record: args.record,
      showValues: args['show-values'],
      filter: args.filter,
      browser: args.browser === 'auto' ? undefined : args.browser,
      watch: args.watch,
      inspector: args.inspector ? { port } : undefined,
      seed: args.seed === undefined ? undefined : seedFlag(args.seed),
    })
  },
})
