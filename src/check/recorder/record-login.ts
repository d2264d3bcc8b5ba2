// `check --record`: a browser before the app, behind a front that changes nothing; what somebody does there becomes a flow.

import { launch } from '../../browser/launch.ts'
import { removeStaleFolders } from '../../browser/profile-folder.ts'
import type { Upstream } from '../../core/exchange.ts'
import { UserError } from '../../core/user-error.ts'
import { loadScenario } from '../../scenario/load.ts'
import { openAuthorities } from '../../tls/authorities.ts'
import { spkiPin } from '../../tls/spki.ts'
import { setStage } from '../stage.ts'
import { withExpectations } from './expectations.ts'
import { flowText } from './flow-text.ts'
import type { Recording } from './moments.ts'
import { record } from './moments.ts'
import { createSecrets } from './secrets.ts'
import { stepsOf } from './steps.ts'

export interface RecordOptions {
  readonly upstreams: readonly Upstream[]
  readonly host: string
  readonly browserPath: string
  readonly browserArgs?: readonly string[]
  /** The flow's own file name, for its first lines. */
  readonly file: string
  /** Where the browser begins. */
  readonly path?: string
  /** Somebody says that it is done, besides closing the browser. */
  readonly done: Promise<void>
  /** Aborted: nothing is to be written. */
  readonly signal: AbortSignal
  readonly onOpen?: (url: string) => void
}

export interface RecordedLogin {
  readonly text: string
  readonly remarks: readonly string[]
  /** What `${NAME}` in the text stands for. */
  readonly environment: Readonly<Record<string, string>>
}

const CLEAN = 'direct'

/** Rejects with UserError when nobody signed in, and when it was stopped. */
export async function recordLogin(options: RecordOptions): Promise<RecordedLogin> {
  const { upstreams, host, browserPath, signal, path = '/' } = options
  const authorities = await openAuthorities([host])
  const scenario = await loadScenario(CLEAN, { dev: true })
  const stage = await setStage({ scenario, host, port: 0, upstreams, authorities })
  const pins = authorities.map(({ certificate }) => spkiPin(certificate))
  const secrets = createSecrets()
  try {
    await removeStaleFolders(browserPath).catch(() => {})
    let recording: Recording | undefined
    const launched = await launch({
      ...{ path: browserPath, profile: 'record', url: stage.base + path, led: { host, port: stage.door.port, pins } },
      args: options.browserArgs ?? [],
      onDevTools: async (devtools) => {
        recording = await record(devtools)
      },
    })
    let stop = () => {}
    const stopped = new Promise<void>((done) => {
      stop = done
      if (signal.aborted) done()
      signal.addEventListener('abort', stop, { once: true })
    })
    try {
      options.onOpen?.(stage.base + path)
      await Promise.race([launched.ended, recording!.closed, options.done, stopped])
      if (signal.aborted) throw new UserError('stopped: no flow was written', { exitCode: 2 })
      const { steps, remarks } = stepsOf(await recording!.moments(), stage.base, secrets)
      const held = withExpectations(steps, { base: stage.base, secrets, said: await recording!.said() })
      if (!held)
        throw new UserError('nobody signed in: no password was filled in and sent in that browser', {
          hint: 'Sign in there once, and close the browser when the page says who is signed in. Nothing was written.',
          exitCode: 2,
        })
      const lost = stage.events.findLast((event) => event.type === 'app')
      const trouble = lost?.type === 'app' && lost.state === 'lost' ? [`your app stopped answering: ${lost.text}`] : []
      return {
        text: flowText(held.steps, options.file),
        remarks: [...trouble, ...remarks, ...held.remarks],
        environment: secrets.environment(),
      }
    } finally {
      signal.removeEventListener('abort', stop)
      await launched.close()
    }
  } finally {
    await stage.close()
  }
}
