// The play that is a command: whatever tests somebody has already, run once behind each scenario. How it ends is the verdict.
import { ledTo } from '../browser/flags.ts'
import { UserError } from '../core/user-error.ts'
import { launch } from '../runner/launch.ts'
import { preload } from '../runner/preload.ts'
import { spkiPin } from '../tls/spki.ts'
import type { OnStage, Outcome, Play } from './play.ts'

export interface TestCommandOptions {
  /** For the shell. */
  readonly command: string
  /** PEM file of the CA that stands behind the front's certificates. */
  readonly certificateFile: string
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
}

interface Ended {
  readonly ok: boolean
  /** `ended with code 1` */
  readonly how: string
  readonly last: readonly string[]
}

/** Milliseconds that a command gets to end when it is asked to. */
const PATIENCE = 2000
/** Lines of its output that are told. */
const TOLD = 6
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

export function testCommand(options: TestCommandOptions): Play {
  const { command, env = process.env, cwd = process.cwd() } = options

  async function runs(on: OnStage): Promise<Ended> {
    const last: string[] = []
    const started = await launch({
      command: process.platform === 'win32' ? ['cmd', '/d', '/s', '/c', command] : ['sh', '-c', command],
      cwd,
      env: { ...env, ...environment(on, options.certificateFile, env.NODE_OPTIONS) },
      onLine(line) {
        const text = line.replace(COLOURS, '').trim()
        if (text === '') return
        last.push(text)
        if (last.length > TOLD) last.shift()
      },
    })
    const stop = () => void started.end(PATIENCE)
    on.signal.addEventListener('abort', stop, { once: true })
    if (on.signal.aborted) stop()
    const how = await started.ended
    on.signal.removeEventListener('abort', stop)
    return { ok: started.succeeded(), how, last }
  }

  return {
    withPort: true,
    async learn(on) {
      const { ok, how, last } = await runs(on)
      if (!ok)
        throw new UserError(`with nothing in front of the app, "${command}" ${how}`, {
          hint: [
            `It must pass at ${on.base} first.`,
            ...(last.length > 0 ? ['Its last words were:', ...last] : []),
          ].join('\n'),
          exitCode: 2,
        })
      return { assumed: [`"${command}" is run behind each scenario, with BASE_URL and our CA in its environment`] }
    },
    async run(on): Promise<Outcome> {
      const { ok, how, last } = await runs(on)
      return { held: { command: ok }, seen: ok ? [] : [`"${command}" ${how}`, ...last] }
    },
  }
}

function environment(on: OnStage, certificateFile: string, options = ''): Record<string, string> {
  const { host, port, authorities } = on.door
  return {
    BASE_URL: on.base,
    // Cypress takes its options from names like this one.
    CYPRESS_BASE_URL: on.base,
    NODE_EXTRA_CA_CERTS: certificateFile,
    NODE_OPTIONS: `${options} ${preload('local-names')}`.trim(),
    REPRO_SCENARIO: on.scenario,
    REPRO_CA: certificateFile,
    // For a Chromium that the command starts: it reaches the front and trusts it.
    REPRO_BROWSER_FLAGS: JSON.stringify(ledTo({ host, port, pins: authorities.map(spkiPin) })),
  }
}
