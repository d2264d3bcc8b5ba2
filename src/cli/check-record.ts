// `check --record [FILE]`: the login is done once by hand, in a browser that is opened for it, written down, and played back to prove it.
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Upstream } from '../core/exchange.ts'
import { UserError } from '../core/user-error.ts'
import { loginFlag } from './check-flags.ts'
import { browserFor } from './opening.ts'
import { note, say } from './say.ts'
import { untilStopped } from './stopping.ts'

interface Arguments {
  readonly record: string
  readonly force: boolean
  readonly login?: string | undefined
  readonly 'browser-path'?: string | undefined
  readonly 'browser-arg'?: readonly string[] | undefined
}

/** Flags that say how something is played or told: recording is neither. */
const OTHERS = [
  'flow',
  'command',
  'scenario',
  'group',
  'expect',
  'json',
  'junit',
  'markdown',
  'report',
  'bail',
] as const

export type Recorder = (upstreams: readonly Upstream[]) => Promise<number>

/** What is wrong is told before a browser opens. Throws UserError. */
export function recorder(args: Arguments & Partial<Record<(typeof OTHERS)[number], unknown>>, host: string): Recorder {
  const foreign = OTHERS.filter((name) => args[name] !== undefined && args[name] !== false)
  if (foreign.length > 0)
    throw new UserError(`--record and ${foreign.map((name) => `--${name}`).join(', ')} cannot both be given`, {
      hint: 'Record the login first; then check with --flow.',
      exitCode: 2,
    })
  const file = resolve(args.record === '' ? 'flow.yaml' : args.record)
  const shown = relative(process.cwd(), file) || basename(file)
  const path = loginFlag(args.login)
  const browserPath = browserFor({ browserPath: args['browser-path'] })
  claim(file, shown, args.force)

  return async (upstreams) => {
    const { recordLogin } = await import('../check/recorder/record-login.ts')
    const { signal } = untilStopped()
    const enter = untilEnter()
    let written: Awaited<ReturnType<typeof recordLogin>>
    try {
      written = await recordLogin({
        ...{ upstreams, host, browserPath, file: shown, signal, done: enter.pressed },
        browserArgs: args['browser-arg'] ?? [],
        ...(path === undefined ? {} : { path }),
        onOpen: (url) =>
          note(
            `${basename(browserPath)} is open at ${url}, with nothing between it and the app.\nSign in there, and sign out if you like; then close the browser${process.stdin.isTTY ? ', or press Enter here' : ''}.`,
          ),
      })
    } finally {
      enter.close()
    }
    writeFileSync(file, written.text)
    const { inert } = await import('../views/inert.ts')
    const lines = (text: string) => text.trimEnd().split('\n').map(inert)
    say(lines(written.text).join('\n'))
    for (const remark of written.remarks) note(`  ${inert(remark)}`)
    note(`written: ${shown}; playing it once to prove it`)
    await proven(file, written.environment, { upstreams, host, browserPath, signal })
    note(
      `it holds. Behind every scenario: npx repro-proxy check --flow ${shown}, with REPRO_USER and REPRO_PASSWORD set`,
    )
    return 0
  }
}

/** Rejects with UserError where the flow does not hold. */
async function proven(
  file: string,
  environment: Readonly<Record<string, string>>,
  to: {
    readonly upstreams: readonly Upstream[]
    readonly host: string
    readonly browserPath: string
    readonly signal: AbortSignal
  },
): Promise<void> {
  const [{ check }, { withBrowser }, { readFlow }, { writtenFlow }] = await Promise.all([
    import('../check/check.ts'),
    import('../check/with-browser.ts'),
    import('../check/flow-file/read.ts'),
    import('../check/flow-file/written-flow.ts'),
  ])
  const flow = await readFlow(file, { ...process.env, ...environment })
  const { browserPath, ...where } = to
  const learned = check({
    ...where,
    scenarios: [],
    play: writtenFlow(flow),
    driver: (door) => withBrowser({ path: browserPath, ...door }),
  })
  await learned.catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    throw new UserError(`the flow was written, and does not hold when it is played again: ${error.message}`, {
      hint: 'Mend that line, or record again with --force. What happens once only (a code by mail, a captcha) no flow can repeat.',
      exitCode: 2,
    })
  })
}

/** It must be ours to write before somebody signs in for it. Throws UserError. */
function claim(file: string, shown: string, force: boolean): void {
  const there = existsSync(file)
  if (there && !force)
    throw new UserError(`${shown} is there already`, {
      hint: 'Name another file: --record other.yaml; or write over it: --force.',
      exitCode: 2,
    })
  try {
    writeFileSync(file, '', { flag: 'a' })
    if (!there) rmSync(file)
  } catch (error) {
    throw new UserError(`--record: ${shown} cannot be written: ${(error as NodeJS.ErrnoException).code}`, {
      hint: 'Name a place where you may write.',
      exitCode: 2,
    })
  }
}

/** Never, when nobody sits there. */
function untilEnter(): { pressed: Promise<void>; close(): void } {
  if (!process.stdin.isTTY) return { pressed: new Promise(() => {}), close() {} }
  const reading = createInterface({ input: process.stdin })
  return { pressed: new Promise((done) => reading.once('line', () => done())), close: () => reading.close() }
}
