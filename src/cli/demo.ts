import { command } from './command.ts'

export default command({
  usage: 'demo',
  about: 'watch one login break, without an app of your own',
  options: {
    scenario: {
      type: 'string',
      requiresArg: true,
      default: 'behind-nginx',
      describe: 'name or path of the front to play',
    },
    set: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: "a value for one of the scenario's params, name=value",
    },
    once: { type: 'boolean', default: false, describe: 'end after the story' },
    port: { type: 'string', requiresArg: true, describe: 'port for https (when absent: any that is free)' },
    log: {
      choices: ['pretty', 'jsonl', 'quiet'] as const,
      requiresArg: true,
      default: 'pretty' as const,
      describe: 'what is told on standard output',
    },
    record: { type: 'string', requiresArg: true, describe: 'write the timeline to this file as well' },
    'show-values': { type: 'boolean', default: false, describe: 'tell cookie values instead of their fingerprints' },
  },
  examples: [
    ['demo', 'signs in once behind a bare nginx, then it is your turn'],
    ['demo --scenario nginx-recommended', 'the same with a front that is set up well'],
    ['demo --once', 'ends after the story'],
  ],
  epilogue: 'With --once, the exit code is 0 when the story came out as documented and 1 when it did not.',
  async run(args) {
    const { playDemo } = await import('./play-demo.ts')
    return playDemo({
      scenario: args.scenario,
      set: args.set ?? [],
      once: args.once,
      port: args.port,
      log: args.log,
      record: args.record,
      showValues: args['show-values'],
    })
  },
})
