import type { LeftOut } from '../check/suitable.ts'
import { suitable } from '../check/suitable.ts'
import { UserError } from '../core/user-error.ts'

export const CHECK_FLAGS = {
  upstream: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'where the app listens: 3000, localhost:3000, http://...; several times for several instances',
  },
  user: { type: 'string', requiresArg: true, describe: 'who signs in (when absent: REPRO_USER)' },
  password: { type: 'string', requiresArg: true, describe: 'the password (when absent: REPRO_PASSWORD)' },
  login: {
    type: 'string',
    requiresArg: true,
    describe: 'path of the page with the sign-in form; looked for when absent',
  },
  flow: {
    type: 'string',
    requiresArg: true,
    describe: 'YAML file that says what is done and expected (docs/check.md)',
  },
  command: {
    type: 'string',
    requiresArg: true,
    describe: 'run this behind each scenario instead, with BASE_URL in its environment; how it ends is the verdict',
  },
  record: {
    type: 'string',
    describe: 'sign in once in a browser that is opened; what you do is written to this file (flow.yaml)',
  },
  force: { type: 'boolean', default: false, describe: 'with --record: write over a file that is there' },
  scenario: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'only these: names or paths, with commas between them',
  },
  group: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'only the scenarios of this group (instances, network, visitors and sites run only so)',
  },
  all: { type: 'boolean', default: false, describe: 'every scenario there is, also what a run leaves out' },
  host: { type: 'string', requiresArg: true, default: 'shop.localhost', describe: 'public name, without a port' },
  driver: {
    choices: ['browser', 'browserless', 'auto'] as const,
    requiresArg: true,
    default: 'auto' as const,
    describe: 'who signs in; auto: the installed browser when there is one',
  },
  'browser-path': { type: 'string', requiresArg: true, describe: 'the browser to use' },
  'browser-arg': {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'with --record: an argument for the browser, such as --browser-arg=--lang=de',
  },
  jobs: { type: 'string', requiresArg: true, default: '3', describe: 'scenarios at a time' },
  retries: { type: 'string', requiresArg: true, default: '0', describe: 'tries again after a failure' },
  bail: { type: 'boolean', default: false, describe: 'end at the first failure' },
  'only-failing': { type: 'boolean', default: false, describe: 'leave out what survives' },
  expect: { type: 'string', requiresArg: true, describe: 'YAML file of known failures, which do not fail the run' },
  json: { type: 'boolean', default: false, describe: 'answer as JSON' },
  junit: { type: 'string', requiresArg: true, describe: 'write JUnit XML to this file' },
  markdown: { type: 'string', requiresArg: true, describe: 'write Markdown for a pull request to this file' },
  report: { type: 'string', requiresArg: true, describe: 'write a page with all details to this folder' },
} as const

export function credentialsOf({ user, password }: { user?: string | undefined; password?: string | undefined }) {
  const { REPRO_USER, REPRO_PASSWORD } = process.env
  const found = { user: user ?? REPRO_USER, password: password ?? REPRO_PASSWORD }
  if (found.user && found.password) return { user: found.user, password: found.password }
  throw new UserError('whom shall the check sign in as?', {
    hint: 'Say --user NAME --password PASSWORD, or set REPRO_USER and REPRO_PASSWORD: an account made for tests. Or write down what is done: --record opens a browser for that, --flow FILE plays it.',
    exitCode: 2,
  })
}

export function loginFlag(path: string | undefined): string | undefined {
  if (path === undefined || path.startsWith('/')) return path
  throw new UserError(`--login ${path}: expected a path of the app, such as /login`, { exitCode: 2 })
}

export function countFlag(flag: string, text: string, least: number): number {
  const number = Number(text)
  if (/^\d{1,2}$/.test(text) && number >= least) return number
  throw new UserError(`--${flag} ${text}: expected a whole number, ${least} or more`, { exitCode: 2 })
}

interface Choice {
  readonly scenario?: readonly string[] | undefined
  readonly group?: readonly string[] | undefined
  readonly all?: boolean
}

export interface Chosen {
  /** In the order of the run. */
  readonly names: readonly string[]
  readonly leftOut: readonly LeftOut[]
}

/** `instances`: how many addresses of the app were given. Throws UserError. */
export function chosen(
  { scenario, group, all = false }: Choice,
  listed: readonly { name: string; group: string }[],
  instances = 1,
): Chosen {
  const split = (texts: readonly string[] = []) =>
    texts
      .flatMap((text) => text.split(','))
      .map((text) => text.trim())
      .filter(Boolean)
  const [named, groups] = [[...new Set(split(scenario))], split(group)]
  const known = [...new Set(listed.map((one) => one.group))]
  for (const one of groups)
    if (!known.includes(one))
      throw new UserError(`--group ${one}: there is no such group`, {
        hint: `There are ${known.join(', ')}.`,
        exitCode: 2,
      })
  if (named.length === 0 && groups.length === 0 && !all) return suitable(listed, instances)
  const within = listed.filter((one) => all || groups.includes(one.group)).map(({ name }) => name)
  return { names: [...new Set([...named, ...within])], leftOut: [] }
}
