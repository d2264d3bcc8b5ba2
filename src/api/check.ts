import { parseUpstreams } from '../app/upstream.ts'
import { browserAt } from '../browser/find.ts'
import type { Checked, CheckOptions as Inner } from '../check/check.ts'
import { HOST, check as run } from '../check/check.ts'
import { chosenPlay } from '../check/chosen-play.ts'
import type { Credentials } from '../check/sign-in.ts'
import { withBrowser } from '../check/with-browser.ts'
import { withoutBrowser } from '../check/without-browser.ts'
import { UserError } from '../core/user-error.ts'
import { scenarios as usual } from './scenario-names.ts'

export interface CheckOptions extends Omit<Inner, 'upstreams' | 'driver' | 'scenarios' | 'play'> {
  /** Where the app listens; several are several instances. */
  readonly upstream: string | readonly string[]
  /** Names or paths; when absent, `scenarios`: those that the command plays by itself. */
  readonly scenarios?: readonly string[]
  /** For the login that is found by itself, and `${REPRO_USER}` and `${REPRO_PASSWORD}` in a flow; not needed with a command. */
  readonly credentials?: Credentials
  /** Path of the page with the sign-in form; looked for when absent. */
  readonly login?: string
  /** Path of a flow file (docs/flow.md) that is played instead. */
  readonly flow?: string
  /** For the shell: tests that are run instead. */
  readonly command?: string
  /** The installed browser when there is one, when absent. */
  readonly driver?: 'browser' | 'browserless'
  readonly browserPath?: string
}

/** What `repro-proxy check` does. Rejects with UserError when the check could not be made. */
export async function check(options: CheckOptions): Promise<Checked> {
  const { upstream, scenarios, driver, browserPath, credentials, login, flow, command, ...rest } = options
  const path = driver === 'browserless' ? undefined : browserAt(browserPath)
  if (driver === 'browser' && path === undefined)
    throw new UserError('no Chrome, Chromium, Edge or Brave was found', {
      hint: "Name one with `browserPath`, or check without one: `driver: 'browserless'`.",
    })
  return run({
    ...rest,
    play: await chosenPlay({ credentials, login, flow, command }, rest.host ?? HOST),
    upstreams: parseUpstreams(typeof upstream === 'string' ? [upstream] : [...upstream]),
    scenarios: scenarios ?? usual,
    driver: async (door) => (path === undefined ? withoutBrowser : withBrowser({ path, ...door })),
  })
}
