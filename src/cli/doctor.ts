import { command } from './command.ts'
import { say, styleOf } from './say.ts'
import { WHERE_FLAGS, whereOf } from './where.ts'

export default command({
  usage: 'doctor',
  about: 'check this machine and this project; changes nothing',
  options: { ...WHERE_FLAGS, json: { type: 'boolean', describe: 'answer as JSON' } },
  examples: [
    ['doctor', 'in the folder of your project'],
    ['doctor --upstream 4000 --host shop.test', 'with the flags that you start with'],
  ],
  epilogue: 'Exits with 1 when a check fails; warnings do not count.',
  async run({ json = false, ...args }) {
    const [{ readProject }, machine, place] = await Promise.all([
      import('../app/project.ts'),
      import('./machine-checks.ts'),
      import('./project-checks.ts'),
    ])
    const project = await readProject()
    const where = whereOf(args, project)
    const explicit = { upstream: (args.upstream ?? []).length > 0, port: args.port !== undefined }
    const checks = (
      await Promise.all([
        machine.checkNode(),
        machine.checkStateFolder(),
        machine.checkAuthorities(where.host),
        machine.checkClock([project.packageFile]),
        machine.checkPorts(where, explicit.port),
        place.checkName(where.host),
        place.checkPackage(project),
        place.checkApp(where.upstreams, explicit.upstream),
        place.checkPublicUrl(project, where),
      ])
    ).flat()
    const failed = checks.filter(({ state }) => state === 'fail').length
    if (json) {
      say(JSON.stringify({ ok: failed === 0, checks }, null, 2))
      return failed === 0 ? 0 : 1
    }
    const { bold, dim, red } = styleOf()
    for (const { state, text, hint } of checks) {
      const label = state.padEnd(4)
      say(`${state === 'fail' ? red(label) : state === 'warn' ? bold(label) : dim(label)}  ${text}`)
      if (hint !== undefined) say(`      ${hint.replaceAll('\n', '\n      ')}`)
    }
    const warned = checks.filter(({ state }) => state === 'warn').length
    const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
    say(`\n${failed + warned === 0 ? 'all well' : `${count(failed, 'failure')}, ${count(warned, 'warning')}`}`)
    return failed === 0 ? 0 : 1
  },
})
