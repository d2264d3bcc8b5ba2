// A cache's answer against the request it was stored for: whose session was it made with, and whose is this?
import type { Past, Scene } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { get, members } from '../core/headers.ts'
import { isEveryday, isTransactional } from './cookie-names.ts'
import { cookiesAsked } from './heads.ts'
import { keepsSession } from './matters.ts'

export interface CachedFor {
  readonly source: Past
  /** The stored answer was made for somebody signed in; names of cookies. */
  readonly made: readonly string[]
  readonly now: readonly string[]
  /** Another session, or one where there was none. */
  readonly differs: boolean
  /** The app allowed a shared cache to keep it. */
  readonly allowed: boolean
  /** The app said that cookies matter, or that nobody may keep it. */
  readonly forbidden: boolean
}

export function cachedFor(scene: Scene): CachedFor | undefined {
  const { exchange } = scene
  const source = exchange.servedFrom === undefined ? undefined : scene.byId(exchange.servedFrom)
  if (!source || source.exchange.id === exchange.id) return undefined
  const [made, now] = [sessions(scene, source.exchange), sessions(scene, exchange)]
  const answer = source.exchange.app?.response
  const words = answer ? members(answer.headers, 'cache-control').map((word) => word.toLowerCase()) : []
  const forbidden =
    words.some((word) => /^(?:private|no-store|no-cache|max-age=0|s-maxage=0)/.test(word)) ||
    (answer !== undefined && members(answer.headers, 'vary').some((name) => /^(?:cookie|\*)$/i.test(name)))
  const allowed =
    words.some((word) => /^(?:public$|s-maxage=[1-9]|max-age=[1-9])/.test(word)) ||
    (answer !== undefined && get(answer.headers, 'expires') !== undefined)
  const names = (list: readonly string[]) => list.map((pair) => pair.slice(0, pair.indexOf('=')))
  const differs = made.join('; ') !== now.join('; ')
  return { source, made: names(made), now: names(now), differs, allowed: allowed && !forbidden, forbidden }
}

function sessions(scene: Scene, exchange: ExchangeEvent): string[] {
  return cookiesAsked(exchange.browser.request)
    .filter(
      ({ name }) =>
        keepsSession(scene, name) || !(isEveryday(name) || isTransactional(name) || isSetForScripts(scene, name)),
    )
    .map(({ name, value }) => `${name}=${value}`)
    .sort()
}

function isSetForScripts(scene: Scene, name: string): boolean {
  const held = scene.held(name)
  return held === undefined || held.exchange === undefined || !held.httpOnly
}

/** `stored for #3 with sid, given to a browser with another one`. */
export function inWords({ source, made, now }: CachedFor): string {
  const how = made.length > 0 ? `with ${made.join(', ')}` : 'without a session'
  const given =
    now.length === 0
      ? 'a browser without one'
      : made.length > 0
        ? 'a browser with another one'
        : `a browser with ${now.join(', ')}`
  return `the answer was made for #${source.exchange.id} ${how}, and is given to ${given}`
}
