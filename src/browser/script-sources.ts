// Cookies that come without an answer having set them, and the scripts that did: told together, whichever is heard of first.
import type { CookieEvent } from '../core/events.ts'
import type { ScriptCookie } from './script-cookies.ts'

export interface ScriptSources {
  set(one: ScriptCookie): void
  /** `host`: of the exchange. */
  learned(event: CookieEvent, host: string): void
}

const MOST = 200

export function createScriptSources(publish: (event: CookieEvent) => void): ScriptSources {
  const known = new Map<string, ScriptCookie>()
  const waiting = new Map<string, CookieEvent>()
  const keep = <T>(map: Map<string, T>, key: string, one: T) => {
    map.delete(key)
    map.set(key, one)
    if (map.size > MOST) map.delete(map.keys().next().value!)
  }
  const tell = (event: CookieEvent, { source }: ScriptCookie) => {
    const { type, at, exchange, client, name, domain, path } = event
    const where = source === undefined ? 'one without a file, such as what is typed into a console' : source
    publish({
      ...{ type, at, exchange, client, name, moment: 'confirmed' },
      ...(domain === undefined ? {} : { domain }),
      ...(path === undefined ? {} : { path }),
      ...(source === undefined ? {} : { by: source }),
      actual: `set by a script: ${where}`,
      text: `the browser itself says so: a script set it, ${where}`,
    })
  }
  // A cookie is for all ports of its host, and for hosts below its domain.
  const keyOf = (host: string, name: string) => `${host.replace(/:\d+$/, '').toLowerCase()} ${name}`
  return {
    set(one) {
      const key = keyOf(one.host, one.name)
      keep(known, key, one)
      const event = waiting.get(key)
      waiting.delete(key)
      if (event) tell(event, one)
    },
    learned(event, host) {
      const key = keyOf(host, event.name)
      const one = known.get(key)
      if (one) tell(event, one)
      else keep(waiting, key, event)
    },
  }
}
