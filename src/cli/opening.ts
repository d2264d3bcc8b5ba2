// Browsers beside a running front: they are its children, and end with it.
import { basename } from 'node:path'
import { listenForCookies } from '../browser/cookie-reports.ts'
import type { DevTools } from '../browser/devtools.ts'
import { browserAt } from '../browser/find.ts'
import type { Launched } from '../browser/launch.ts'
import { launch } from '../browser/launch.ts'
import { removeStaleFolders } from '../browser/profile-folder.ts'
import { listenForScripts } from '../browser/script-cookies.ts'
import type { SecondOpinion } from '../browser/second-opinion.ts'
import { siteHost } from '../core/sites.ts'
import { UserError } from '../core/user-error.ts'
import type { Timeline } from '../proxy/timeline.ts'
import { spkiPin } from '../tls/spki.ts'
import type { Live } from './live.ts'
import type { OpenWish } from './open-flags.ts'

export interface Opening {
  /** Answers what was done, in one line. Rejects with UserError. */
  open(wish: OpenWish): Promise<string>
  close(): Promise<void>
}

export interface OpeningOptions {
  readonly timeline: Timeline
  readonly host: string
  readonly siblings: readonly string[]
  readonly address: string
  /** Hears what the browsers say of their cookies. */
  readonly second: SecondOpinion
}

/** Throws UserError when there is no browser: sooner than at the first page. */
export function browserFor({ browserPath }: Pick<OpenWish, 'browserPath'>): string {
  const path = browserAt(browserPath)
  if (path !== undefined) return path
  throw new UserError('no Chrome, Chromium, Edge or Brave is installed where they usually are', {
    hint: 'Name one with --browser-path; other browsers cannot be led to a host of production this way.',
    exitCode: 1,
  })
}

export function createOpening({ front, authorities, url, scenario }: Live, options: OpeningOptions): Opening {
  const { timeline, host, siblings, address, second } = options
  const all = new Set<Launched>()
  let closed = false
  const tell = (state: 'notice' | 'problem', text: string) =>
    timeline.publish({ type: 'front', at: Date.now(), state, text })
  const { https, http } = front.ports
  const names = scenario.sites.map((site) => siteHost(site, front.origin))
  const led = { host, siblings: [...siblings, ...names], address, port: https, httpPort: http }

  async function one(path: string, profile: string, args: readonly string[]): Promise<void> {
    const pins = authorities.map(({ certificate }) => spkiPin(certificate))
    const onDevTools = (devtools: DevTools) => {
      listenForScripts(devtools, second.script)
      return listenForCookies(devtools, second.report)
    }
    second.begin()
    const launched = await launch({ path, profile, url, led: { ...led, pins }, args, onDevTools })
    all.add(launched)
    void launched.ended.then(() => {
      all.delete(launched)
      if (!closed) tell('notice', `the browser of ${profile} has ended; repro-proxy open opens another one`)
    })
    if (closed) await launched.close()
  }

  return {
    async open({ profiles, browserPath, args }) {
      const path = browserFor({ browserPath })
      await removeStaleFolders(path).catch(() => {})
      for (const profile of profiles) await one(path, profile, args)
      const name = basename(path).replace(/\.exe$/i, '')
      const whose = profiles.length === 1 ? 'a throw-away profile' : `throw-away profiles (${profiles.join(', ')})`
      const text = `${name} is open at ${url} with ${whose}`
      tell('notice', text)
      return text
    },
    async close() {
      closed = true
      await Promise.all([...all].map((launched) => launched.close()))
    },
  }
}
