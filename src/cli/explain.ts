import { readFile } from 'node:fs/promises'
import { UserError } from '../core/user-error.ts'
import { command } from './command.ts'

export default command({
  usage: 'explain',
  about: 'dry run: what each side would see, and which step changed what; no sockets',
  options: {
    scenario: { type: 'string', requiresArg: true, demandOption: true, describe: 'name or path of the scenario' },
    wire: {
      type: 'string',
      requiresArg: true,
      describe: 'file with exchanges in wire notation, - for standard input; else a login',
    },
    set: { type: 'string', array: true, requiresArg: true, describe: 'a value for one of its params, name=value' },
  },
  examples: [
    ['explain --scenario behind-nginx', 'a login and a visit through a bare proxy_pass'],
    ['explain --scenario ./mine.yaml --wire request.txt', 'your own request through your own front'],
  ],
  epilogue: `Wire notation: > browser to front, >> front to app, << app to front, < front to browser. You give > and << :
  >  GET https://shop.localhost/account
     Cookie: sid=abc
  << 200 OK
     Set-Cookie: sid=def; Secure; Path=/`,
  async run({ scenario: name, wire, set = [] }) {
    const [{ loadScenario }, { parseSettings }, { explainScenario }] = await Promise.all([
      import('../scenario/load.ts'),
      import('../scenario/params.ts'),
      import('../scenario/explain.ts'),
    ])
    const scenario = await loadScenario(name, { set: parseSettings(set) })
    try {
      const given =
        wire === undefined ? {} : { wire: await textOf(wire), wireName: wire === '-' ? 'standard input' : wire }
      process.stdout.write(await explainScenario(scenario, given))
    } finally {
      scenario.close()
    }
  },
})

async function textOf(file: string): Promise<string> {
  try {
    if (file !== '-') return await readFile(file, 'utf8')
    const parts: Buffer[] = []
    for await (const part of process.stdin) parts.push(part as Buffer)
    return Buffer.concat(parts).toString('utf8')
  } catch (error) {
    throw new UserError(`--wire ${file}: ${readingProblem(error)}`, { cause: error })
  }
}

function readingProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  return code === 'EISDIR' ? 'this is a folder' : message
}
