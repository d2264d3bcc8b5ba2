// The developer's app as a child of ours: started on a free port, waited for, started again when it crashes, and ended with all
// that it started. `repro-proxy -- npx next dev` and `repro-proxy check -- npx next start` both stand on this.
import { resolveLoopback } from '../app/reach.ts'
import { pause } from '../core/duration.ts'
import type { Upstream } from '../core/exchange.ts'
import { UserError } from '../core/user-error.ts'
import { freePort } from './free-port.ts'
import type { Launched } from './launch.ts'
import { launch } from './launch.ts'
import { otherPortIn } from './other-port.ts'
import { createRestarts } from './restarts.ts'

export interface StartAppOptions {
  /** Program and arguments; `{port}` in them stands for the port, for programs that do not heed PORT. */
  readonly command: readonly string[]
  /** Absent: where repro-proxy was started. */
  readonly cwd?: string
  /** Absent: ours. PORT is added. See environment.ts for what an app should be told. */
  readonly env?: NodeJS.ProcessEnv
  /** Where it will listen; absent: a free one. */
  readonly port?: number
  /** What the timeline and scenarios call it. */
  readonly name?: string
  /** How it is spoken of: `your app` when absent, `instance b`. */
  readonly called?: string
  /** Each line that it writes. */
  readonly onLine?: (line: string) => void
  /** One line for people: it is starting, it answers, it has ended. */
  readonly onState?: (state: 'waiting' | 'ready' | 'exit', text: string) => void
  /** Started again when it ends by itself after it had answered; true when absent. */
  readonly restart?: boolean
}

export interface RunningApp {
  readonly port: number
  /** The leader of its process group, as it is now. */
  readonly pid: number
  /** `http://localhost:41234` */
  readonly url: string
  readonly upstream: Upstream
  /** It accepts connections. Rejects with UserError when it ended before that. */
  readonly ready: Promise<void>
  /** It has ended and is not started again: why, in words. Never after `stop`. */
  readonly lost: Promise<string>
  /** Ends it and everything that it started. */
  stop(): Promise<void>
}

const POLL = 100
/** Milliseconds between two words about an app that is still starting. */
const PROGRESS = 10_000
/** Milliseconds that an app gets to end by itself when it is asked to. */
const PATIENCE = 5000
/** Lines that are shown of an app that did not start. */
const LAST_WORDS = 15

/** Rejects with UserError when there is no such program, or when the port it shall have is taken. */
export async function startApp(options: StartAppOptions): Promise<RunningApp> {
  const {
    name = 'a',
    cwd = process.cwd(),
    env = process.env,
    onLine,
    onState,
    restart = true,
    called = 'your app',
  } = options
  const port = options.port ?? (await freePort())
  const url = `http://localhost:${port}`
  const upstream: Upstream = { name, scheme: 'http', host: 'localhost', port, authority: `localhost:${port}` }
  if (options.port !== undefined && (await answers(upstream)))
    throw new UserError(`something listens on port ${port} already, where your app is to be started`, {
      hint: 'Stop that, or leave out --upstream: a free port is taken then.',
    })
  const command = options.command.map((word) => word.replaceAll('{port}', String(port)))
  const shown = command.join(' ')
  const stopped = new AbortController()
  const lastWords: string[] = []
  const heed = ignoredPort(port, upstream, stopped.signal, (text) => onState?.('waiting', text))
  const once = () =>
    launch({
      command,
      cwd,
      env: { ...env, PORT: String(port) },
      onLine(line) {
        lastWords.push(line)
        if (lastWords.length > LAST_WORDS) lastWords.shift()
        onLine?.(line)
        heed(line)
      },
    })
  let run: Launched = await once()
  onState?.('waiting', `starting ${options.called === undefined ? '' : `${called}: `}${shown} (PORT=${port})`)

  /** Answers what it ended with; undefined once it accepts connections. */
  const settled = async (): Promise<string | undefined> => {
    let words: string | undefined
    void run.ended.then((text) => {
      words = text
    })
    const began = performance.now()
    for (let told = 1; words === undefined && !stopped.signal.aborted; ) {
      if (await answers(upstream)) return undefined
      const waited = performance.now() - began
      if (waited > told * PROGRESS) {
        onState?.('waiting', `${shown} has been starting for ${told * (PROGRESS / 1000)} s`)
        told += 1
      }
      await pause(POLL, stopped.signal)
    }
    return words
  }

  const live = async (): Promise<string> => {
    const restarts = createRestarts()
    for (let began = performance.now(); ; began = performance.now()) {
      const words = await run.ended
      if (stopped.signal.aborted) return new Promise(() => {})
      const wait = restart ? restarts.next(performance.now() - began) : undefined
      if (wait === undefined) {
        const tries = restarts.count() > 1 ? ` ${restarts.count()} times in a row` : ''
        const text = `${called} ${words}${tries} and is not started again`
        onState?.('exit', text)
        return text
      }
      onState?.('exit', `${called} ${words}; it is started again in ${wait / 1000} s (${shown})`)
      await pause(wait, stopped.signal)
      if (stopped.signal.aborted) return new Promise(() => {})
      run = await once()
      // Stopped while it was being started.
      if (stopped.signal.aborted) await run.end(PATIENCE)
      else if ((await settled()) === undefined && !stopped.signal.aborted)
        onState?.('ready', `${called} answers again at ${url}`)
    }
  }

  let lost: (text: string) => void
  const lostPromise = new Promise<string>((resolve) => {
    lost = resolve
  })
  const ready = settled().then((words) => {
    if (words !== undefined) {
      const said = lastWords.length > 0 ? `Its last words were:\n${lastWords.join('\n')}` : 'It wrote nothing.'
      throw new UserError(`${shown} ${words} before it listened on port ${port}`, { hint: said, exitCode: 1 })
    }
    if (stopped.signal.aborted) return
    onState?.('ready', `${called} answers at ${url}`)
    void live().then(lost)
  })
  // Whoever does not wait for it still must not be ended by it.
  ready.catch(() => {})
  return {
    port,
    get pid() {
      return run.pid
    },
    url,
    upstream,
    ready,
    lost: lostPromise,
    async stop() {
      stopped.abort()
      await run.end(PATIENCE)
    },
  }
}

async function answers(upstream: Upstream): Promise<boolean> {
  return (await resolveLoopback(upstream)).some((attempt) => attempt.answers)
}

/** Reads along for a server that says that it listens elsewhere, and says once what to do about it. */
function ignoredPort(port: number, upstream: Upstream, signal: AbortSignal, tell: (text: string) => void) {
  let told = false
  return (line: string) => {
    const other = otherPortIn(line, port)
    if (other === undefined || told) return
    told = true
    void pause(2000, signal).then(async () => {
      if (signal.aborted || (await answers(upstream)) || !(await answers({ ...upstream, port: other }))) {
        told = false
        return
      }
      tell(
        `your app says that it listens on port ${other}, and nothing does on ${port}, which PORT told it. If it does not heed PORT, say so:\n  repro-proxy ... -- vite --port {port}   ({port} is filled in)\n  repro-proxy --upstream ${other} ... -- (your command)`,
      )
    })
  }
}
