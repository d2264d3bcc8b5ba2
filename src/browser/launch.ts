// One browser with a throw-away profile, led to the front under its public name. Hosts file, trust store and the user's own
// profiles are not touched.
import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { UserError } from '../core/user-error.ts'
import type { DevTools } from './devtools.ts'
import { talkOver } from './devtools.ts'
import type { Led } from './flags.ts'
import { ledTo } from './flags.ts'
import { makeProfileFolder, removeProfileFolder } from './profile-folder.ts'

export interface LaunchOptions {
  /** The program. */
  readonly path: string
  readonly profile: string
  readonly url: string
  readonly led: Led
  /** More arguments, such as --headless=new. */
  readonly args: readonly string[]
  /** Hears the protocol before the first page is asked for. */
  readonly onDevTools?: (devtools: DevTools) => Promise<void>
}

export interface Launched {
  readonly profile: string
  readonly pid: number
  /** It has ended, by itself or by `close`, and its folder is gone. */
  readonly ended: Promise<void>
  close(): Promise<void>
}

/** Milliseconds: to be there, and to end by itself when asked. */
const START = 30_000
const PATIENCE = 5000

/** Answers when the page has been asked for. Rejects with UserError when the browser does not start. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { path, profile, url, led, args, onDevTools } = options
  const folder = makeProfileFolder(path, profile)
  const root = process.platform === 'linux' && process.getuid?.() === 0
  const flags = [
    `--user-data-dir=${folder}`,
    '--remote-debugging-pipe',
    ...ledTo(led),
    // Chromium has no sandbox for root, as in most containers.
    ...(root ? ['--no-sandbox'] : []),
    ...args,
    'about:blank',
  ]
  // Its own process group: Ctrl-C in the terminal is for us, and we end it in order.
  const child = spawn(path, flags, {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  })
  let words = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000)
  })
  const exited = new Promise<string>((done) => {
    child.once('error', (error) => done(error.message))
    child.once('exit', (code, signal) => done(`it ended with ${signal ?? `code ${code}`}`))
  })
  let ending = false
  const ended = exited.then(async () => {
    await removeProfileFolder(folder, path).catch(() => false)
  })
  const devtools = talkOver(child.stdio[3] as Writable, child.stdio[4] as Readable)

  async function close(): Promise<void> {
    if (ending) return ended
    ending = true
    devtools.send('Browser.close').catch(() => {})
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
    await ended
    clearTimeout(timer)
  }

  let timer: NodeJS.Timeout | undefined
  try {
    await Promise.race([
      begin(devtools, url, onDevTools),
      exited.then((why) => Promise.reject(new Error(why))),
      new Promise<never>((_, fail) => {
        timer = setTimeout(() => fail(new Error(`nothing of it within ${START / 1000} s`)), START)
      }),
    ])
  } catch (error) {
    await close()
    const said = words.trim().split('\n').at(-1) ?? ''
    throw new UserError(`the browser ${path} does not start: ${(error as Error).message}`, {
      hint: [said, 'Name another with --browser-path.'].filter(Boolean).join('\n'),
      exitCode: 1,
    })
  } finally {
    clearTimeout(timer)
  }
  return { profile, pid: child.pid!, ended, close }
}

async function begin(devtools: DevTools, url: string, listen: LaunchOptions['onDevTools']): Promise<void> {
  // The page that is there, over the connection that is listened to: another one would tell everything twice.
  let session: string | undefined
  devtools.on((method, { targetInfo, sessionId }) => {
    if (method === 'Target.attachedToTarget' && (targetInfo as Target).type === 'page') session ??= String(sessionId)
  })
  await listen?.(devtools)
  if (session === undefined) return void (await devtools.send('Target.createTarget', { url }))
  // Not waited for: an app that compiles takes its time, and what it answers is the page's own affair.
  devtools.send('Page.navigate', { url }, session).catch(() => {})
}

interface Target {
  readonly type: string
}
