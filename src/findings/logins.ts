// Follows each login from the form to what became of it. The answer to the form is not the outcome: most logins that break
// are accepted first and forgotten one page later.
import type { CookieEvent, ExchangeEvent, FindingEvent } from '../core/events.ts'
import type { Card, Outcome } from './cards.ts'
import { causeOf, hiddenByDev } from './cards.ts'
import { isEveryday, isSessionName, isTransactional } from './cookie-names.ts'
import { cookiesAsked, cookiesSet, isDeletion, landing, urlOf } from './heads.ts'
import { given, isAuthPath, isBounce, isTurnedDown, loginStep } from './login-steps.ts'
import type { Memory } from './memory.ts'

interface Login {
  readonly client: string
  readonly way: Card['way']
  readonly at: number
  readonly cookies: Set<string>
  readonly exchanges: number[]
  readonly before: number
  outcome: Outcome
  wrong: number | undefined
  over: boolean
}

export interface Logins {
  /** Before the rules look: a login that begins here is known to them. */
  begin(exchange: ExchangeEvent): void
  follow(exchange: ExchangeEvent, moments: readonly CookieEvent[], findings: readonly FindingEvent[]): void
  cards(findings: readonly { readonly event: FindingEvent; readonly clients: ReadonlySet<string> }[]): Card[]
}

const BOUND = { logins: 100, exchanges: 60 }
const LASTS = 120_000
/** What led to the form belongs to it as well: a page that failed, a cookie that was refused. */
const LEAD_UP = 30_000

export function createLogins(memory: Memory): Logins {
  const logins: Login[] = []
  const open = new Map<string, Login>()

  function start(exchange: ExchangeEvent, way: Card['way']): void {
    const running = open.get(exchange.client)
    // The callback of an OAuth login, or the page of a form post, goes on with it.
    if (running && !running.over && running.way === 'oauth' && way === 'oauth') return
    let before = exchange.id
    for (const { exchange: earlier } of memory.past(exchange.client)) {
      if (exchange.at - earlier.at > LEAD_UP || earlier.id <= (running?.exchanges.at(-1) ?? 0)) break
      before = earlier.id
    }
    const { client, at } = exchange
    const facts = { client, way, at, cookies: new Set<string>(), exchanges: [], before }
    const login: Login = { ...facts, outcome: 'open', wrong: undefined, over: false }
    logins.push(login)
    if (logins.length > BOUND.logins) logins.shift()
    if (open.size > BOUND.logins) open.delete(open.keys().next().value!)
    open.set(client, login)
    memory.browser(client).attempt = { way, first: exchange, cookies: login.cookies }
  }

  return {
    begin(exchange) {
      const step = loginStep(exchange)
      if (step === 'credentials' || step === 'action' || step === 'magic-link') start(exchange, step)
      else if (step === 'oauth-start' || step === 'callback') start(exchange, 'oauth')
      const login = open.get(exchange.client)
      if (!login) return
      if (step === 'logout' || isSignOut(login, exchange) || exchange.at - login.at > LASTS) {
        open.delete(exchange.client)
        memory.browser(exchange.client).attempt = undefined
        return
      }
      if (login.exchanges.length < BOUND.exchanges) login.exchanges.push(exchange.id)
      for (const name of given(exchange, exchange.app ? 'app' : 'browser'))
        if (!isTransactional(name) && !isEveryday(name)) login.cookies.add(name)
    },
    follow(exchange, _moments, findings) {
      const login = open.get(exchange.client)
      if (!login || login.over) return
      const next = outcomeAfter(login, exchange)
      if (next && next !== login.outcome) {
        login.outcome = next
        if (next !== 'signed in' && next !== 'open') login.wrong ??= exchange.id
        login.over = next !== 'signed in' && next !== 'open' && next !== 'no session'
      }
      if (findings.some(({ level }) => level === 'error')) login.wrong ??= exchange.id
    },
    cards(findings) {
      const notes = hiddenByDev(memory.traits.dev, memory.traits.libraries)
      return logins.map((login): Card => {
        const last = login.exchanges.at(-1) ?? login.before
        const its = findings
          .filter(({ event, clients }) => clients.has(login.client) && event.exchange <= last)
          .map(({ event }) => event)
        const near = its.filter((event) => event.exchange >= login.before)
        const cause = login.outcome === 'signed in' ? causeOf(near) : (causeOf(near) ?? causeOf(its))
        const { client, way, at, outcome, exchanges } = login
        const beside = near.filter((event) => event !== cause)
        const wrong = login.wrong ?? cause?.exchange
        return {
          ...{ client, way, at, outcome, exchanges, beside, notes },
          ...(wrong === undefined ? {} : { wrong }),
          ...(cause ? { cause } : {}),
        }
      })
    },
  }
}

/** A post that takes the session's cookie away and gives none: a Server Action may sign out on any path. */
function isSignOut({ cookies }: Login, exchange: ExchangeEvent): boolean {
  if (exchange.browser.request.method !== 'POST') return false
  const lines = cookiesSet(exchange.app?.response).filter(({ name }) => cookies.has(name))
  return lines.length > 0 && lines.every((line) => isDeletion(line, exchange.at))
}

/** What an exchange says about the login before it; undefined when it says nothing. */
function outcomeAfter(login: Login, exchange: ExchangeEvent): Outcome | undefined {
  const status = exchange.browser.response?.status ?? 0
  const step = loginStep(exchange)
  const own = step === 'credentials' || step === 'action' || step === 'callback' || step === 'magic-link'
  const page = exchange.kind === 'document' || exchange.kind === 'rsc'
  if (own || page) {
    if (status >= 500 || status === 0) return 'error page'
    const to = landing(exchange)
    if (to && step !== 'oauth-start' && to.origin !== urlOf(exchange)?.origin && !to.searchParams.has('client_id'))
      return 'sent elsewhere'
    if (own && isTurnedDown(exchange)) return 'turned down'
    if (own && status >= 400) return 'refused'
  }
  if (own || !page) return undefined
  if (isBounce(exchange)) return login.outcome === 'signed in' ? 'lost' : 'bounced'
  if (status >= 300 || isAuthPath(exchange.browser.request.target)) return undefined
  const sent = cookiesAsked(exchange.app?.request ?? exchange.browser.request)
  const carries = sent.some(({ name }) => login.cookies.has(name) || isSessionName(name))
  return carries ? 'signed in' : login.outcome === 'signed in' ? 'lost' : 'no session'
}
