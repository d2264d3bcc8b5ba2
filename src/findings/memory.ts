// The bounded past: the latest exchanges of all browsers, what each browser holds, and what the answers told about the app.
import type { SetCookieLine } from '../core/cookies.ts'
import type { Attempt, Held, Library, Past } from '../core/diagnosis.ts'
import type { ExchangeEvent } from '../core/events.ts'
import { get } from '../core/headers.ts'
import { pathOf } from '../core/kind.ts'
import { libraryOf } from './cookie-names.ts'
import { cookiesSet, isDeletion, pathAsked } from './heads.ts'
import { isNext } from './login-steps.ts'

const BOUND = { past: 400, clients: 200, cookies: 300 }

/** What is known of the app, and of the front before it. */
export interface Traits {
  readonly libraries: Set<Library>
  readonly instances: Set<string>
  next: boolean
  dev: boolean
  prefix: string | undefined
}

interface Browser {
  readonly held: Map<string, Held>
  attempt: Attempt | undefined
}

export interface Memory {
  readonly traits: Traits
  browser(client: string): Browser
  /** Newest first; of one browser, or of all. */
  past(client?: string): Iterable<Past>
  byId(id: number): Past | undefined
  /** What the exchange tells of app and front; before the rules look at it. */
  learn(exchange: ExchangeEvent): void
  /** After the rules have looked at it. */
  keep(past: Past): void
}

export function createMemory(): Memory {
  const traits: Traits = { libraries: new Set(), instances: new Set(), next: false, dev: false, prefix: undefined }
  const browsers = new Map<string, Browser>()
  const kept: Past[] = []
  const byId = new Map<number, Past>()

  function browser(client: string): Browser {
    const known = browsers.get(client)
    if (known) return known
    if (browsers.size >= BOUND.clients) browsers.delete(browsers.keys().next().value!)
    const made: Browser = { held: new Map(), attempt: undefined }
    browsers.set(client, made)
    return made
  }

  function noteCookies({ exchange, moments }: Past): void {
    const { held } = browser(exchange.client)
    for (const { moment, name, value } of moments) {
      if (moment === 'deleted' || moment === 'expired' || moment === 'evicted' || moment === 'missing')
        held.delete(name)
      else if (moment === 'learned')
        held.set(name, { name, at: 0, httpOnly: false, byFront: false, ...(value === undefined ? {} : { value }) })
      else if (moment === 'kept') {
        const line = cookiesSet(exchange.browser.response).findLast((one) => one.name === name)
        const byFront = line !== undefined && isOfFront(exchange, line)
        const httpOnly = !byFront && (line?.attributes.some((one) => one.name.toLowerCase() === 'httponly') ?? false)
        const instance = exchange.app && exchange.servedFrom === undefined ? { instance: exchange.app.instance } : {}
        const came = value === undefined ? {} : { value }
        held.set(name, { name, at: exchange.at, exchange: exchange.id, httpOnly, byFront, ...instance, ...came })
      }
    }
    while (held.size > BOUND.cookies) held.delete(held.keys().next().value!)
  }

  return {
    traits,
    browser,
    *past(client) {
      for (let i = kept.length - 1; i >= 0; i--) {
        if (client === undefined || kept[i]!.exchange.client === client) yield kept[i]!
      }
    },
    byId: (id) => byId.get(id),
    learn(exchange) {
      const { app } = exchange
      const path = pathAsked(exchange)
      if (path.startsWith('/_next/webpack-hmr') || path.startsWith('/_next/hmr') || path.startsWith('/__nextjs')) {
        traits.dev ||= app?.response !== undefined && app.response.status !== 404
      }
      if (!app?.response) return
      traits.instances.add(app.instance)
      traits.next ||= isNext(exchange)
      for (const line of cookiesSet(app.response)) {
        const library = isDeletion(line, exchange.at) ? undefined : libraryOf(line)
        if (library) traits.libraries.add(library)
      }
      // It says nothing of the sessions, which may be anybody's.
      if (get(app.response.headers, 'x-powered-by') === 'Express') traits.libraries.add('express')
      traits.prefix ??= prefixCut(exchange)
    },
    keep(past) {
      noteCookies(past)
      const { exchange } = past
      if (exchange.kind === 'static' && (exchange.browser.response?.status ?? 0) < 400) return
      kept.push(past)
      byId.set(exchange.id, past)
      // Cut in bulk: shifting one at a time would move the whole list for every exchange.
      if (kept.length > BOUND.past * 1.25)
        for (const { exchange: gone } of kept.splice(0, kept.length - BOUND.past)) byId.delete(gone.id)
    },
  }
}

/** No line of the app has that name or that value (a front may rename). */
function isOfFront({ app, servedFrom }: ExchangeEvent, line: SetCookieLine): boolean {
  if (!app?.response || servedFrom !== undefined) return false
  return !cookiesSet(app.response).some(
    (one) => one.name === line.name || (one.value !== '' && one.value === line.value),
  )
}

/** `/shop` when the browser asked for /shop/x and the app got /x. */
function prefixCut({ browser, app, changes }: ExchangeEvent): string | undefined {
  if (!app || changes.length === 0) return undefined
  const [asked, got] = [pathOf(browser.request.target), pathOf(app.request.target)]
  if (asked === got || !asked.endsWith(got)) return undefined
  const prefix = asked.slice(0, asked.length - got.length)
  return /^\/[^/]+(?:\/[^/]+)*$/.test(prefix) ? prefix : undefined
}
