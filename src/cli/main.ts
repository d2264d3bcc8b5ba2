// The command line: which command, with what. A command's file is loaded when it is the one that was asked for.
import type { Argv, Options, PositionalOptions } from 'yargs'
import yargs from 'yargs'
import { UserError } from '../core/user-error.ts'
import { expectShortLives } from './collector.ts'
import type { Command } from './command.ts'
import { complaint } from './complaint.ts'
import { note, whenOutputCloses } from './say.ts'
import { wasStopped } from './stopping.ts'
import { usageError } from './usage.ts'
import { version } from './version.ts'

interface Entry {
  /** As in the command's file. */
  readonly usage: string
  readonly about: string
  load(): Promise<{ default: Command }>
}

/** In the order of --help. Both lines stand here as well as in the command's file, so that --help loads none of them. */
const COMMANDS: readonly Entry[] = [
  { usage: '', about: 'put a simulated production front before your app', load: () => import('./start.ts') },
  { usage: 'demo', about: 'watch one login break, without an app of your own', load: () => import('./demo.ts') },
  {
    usage: 'check',
    about: 'sign in behind every scenario: where the session survives, where not, and why',
    load: () => import('./check-app.ts'),
  },
  {
    usage: 'init',
    about: 'set up a project: a front to change, a login flow, npm scripts; shows the changes first',
    load: () => import('./init.ts'),
  },
  {
    usage: 'scenarios [action] [names..]',
    about: 'list, show, start and check scenarios',
    load: () => import('./scenarios.ts'),
  },
  {
    usage: 'explain',
    about: 'dry run: what each side sees, and which step changed what',
    load: () => import('./explain.ts'),
  },
  {
    usage: 'certs [action]',
    about: 'the local certificate authority: show it, trust it',
    load: () => import('./certs.ts'),
  },
  { usage: 'doctor', about: 'check this machine and this project; changes nothing', load: () => import('./doctor.ts') },
  {
    usage: 'open',
    about: 'a browser with a throw-away profile at a running repro-proxy',
    load: () => import('./open.ts'),
  },
  {
    usage: 'watch',
    about: 'the timeline of a running repro-proxy, in another terminal',
    load: () => import('./watch.ts'),
  },
  { usage: 'show <file>', about: 'play a recording back as the timeline', load: () => import('./show.ts') },
  {
    usage: 'report [file]',
    about: 'what became of each login, and why, to paste into an issue',
    load: () => import('./report.ts'),
  },
  {
    usage: 'diagnoses [name]',
    about: 'the causes that can be told, and what to do about each',
    load: () => import('./diagnoses.ts'),
  },
  {
    usage: 'inspect <file>',
    about: 'look at a recording, or at a HAR file, in the inspector',
    load: () => import('./inspect.ts'),
  },
  {
    usage: 'cookies [file]',
    about: 'the life of every cookie, in the running proxy or in a recording',
    load: () => import('./cookies.ts'),
  },
  {
    usage: 'diff <a> <b>',
    about: 'the same flow in two recordings: the first step that differs, and in what',
    load: () => import('./diff.ts'),
  },
  {
    usage: 'har <file>',
    about: 'a recording as HAR 1.2, for the browser’s own developer tools',
    load: () => import('./har.ts'),
  },
]

const PURPOSE = 'Puts a simulated production front before your app and tells what happens to every cookie.'

const nameOf = ({ usage }: Entry) => usage.split(' ')[0]!

/** Answers when the command is done; the exit code is set on the process. */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  expectShortLives()
  whenOutputCloses(() => {})
  process.once('uncaughtException', (error) => {
    note(complaint(error, version()).text)
    process.exit(1)
  })
  try {
    process.exitCode = (await run(argv)) ?? 0
  } catch (error) {
    const { text, exitCode } = complaint(error, version())
    note(text)
    process.exitCode = exitCode
  }
  // Pipes may still have something to pass on.
  if (wasStopped()) process.stdout.write('', () => process.exit())
}

async function run(argv: readonly string[]): Promise<number | undefined> {
  let entry = COMMANDS[0]!
  let command: Command | undefined
  let exitCode: number | undefined
  const known = COMMANDS.map(nameOf).filter(Boolean)
  const fail = (message: string) => usageError(message, argv, nameOf(entry), command, known)

  const parser = yargs([...argv])
    .scriptName('repro-proxy')
    // For the command without a name yargs would put its own two lines above ours.
    .usage(`repro-proxy [--scenario NAME] [-- COMMAND]\n\n${PURPOSE}`)
    .locale('en')
    .exitProcess(false)
    .parserConfiguration({
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-positional-numbers': false,
      'populate--': true,
    })
    .version(version())
    .alias({ help: 'h', version: 'v' })
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .strict()
    .fail((message, error) => {
      throw error instanceof UserError || !isUsage(error) ? error : fail(message)
    })
  for (const one of COMMANDS) {
    parser.command({
      command: one.usage === '' ? '$0' : one.usage,
      describe: one.about,
      builder: async (args: Argv) => {
        entry = one
        command = (await one.load()).default
        return declare(args, command)
      },
      handler: async (args: Record<string, unknown>) => {
        const app = (args['--'] as string[] | undefined) ?? []
        if (app.length > 0 && !command!.startsApp)
          throw fail(`${nameOf(entry)} starts no app: it has no use for "-- ${app.join(' ')}"`)
        exitCode = (await command!.run(onceEach(args, command!) as never, app)) ?? 0
      },
    } as never)
  }
  try {
    await parser.parseAsync([...argv], {}, (_error: unknown, _args: unknown, output: string) => {
      if (output !== '') process.stdout.write(`${output}\n`)
    })
  } catch (error) {
    throw isUsage(error) && !(error instanceof UserError) ? fail((error as Error).message) : error
  }
  return exitCode
}

function isUsage(error: unknown): boolean {
  return error === undefined || error === null || (error as Error).name === 'YError'
}

function declare(args: Argv, { usage, about, words = {}, options, examples, epilogue = '' }: Command): Argv {
  if (usage !== '') args.usage(`repro-proxy ${usage}\n\n${about}`)
  for (const [name, word] of Object.entries(words)) args.positional(name, word as PositionalOptions)
  args.options(options as Record<string, Options>)
  args.example(examples.map(([line, what]): [string, string] => [`$0 ${line}`.trim(), what]))
  return epilogue === '' ? args : args.epilogue(epilogue)
}

/** Given twice, an option that takes one value would silently become a list. */
function onceEach(args: Record<string, unknown>, { options }: Command): Record<string, unknown> {
  for (const [name, { array, type }] of Object.entries(options)) {
    if (Array.isArray(args[name]) && !array && type !== 'array') throw new UserError(`--${name} is given twice`)
  }
  return args
}
