// What is remembered between exchanges: a jar for every browser profile that was seen, and what its cookies went through.
// The jar acts when the browser does: it says what should come when a request arrives, and takes Set-Cookie lines when the
// head of the answer goes out. Time is the exchange's own, so a recording is judged as the live traffic was.

import { type CookiePair, parseCookieHeader } from '../core/cookies.ts'
import type { CookieEvent, ExchangeEvent, Seen } from '../core/events.ts'
import { get, getAll, has } from '../core/headers.ts'
import { bestFit, kindOfClient, looksOf } from './clients.ts'
import type { CookieContext } from './context.ts'
import { contextFromHeaders } from './context-from-headers.ts'
import { withCookieHeader } from './credentials-told.ts'
import { compareWithJar, type Echo } from './echo.ts'
import type { BrowserJar } from './jar.ts'
import { createBrowserJar } from './jar.ts'
import { answerMoments, requestMoments } from './moments.ts'
import type { ProfileName, ThirdPartyCookies } from './profile.ts'
import type { SeenBefore } from './seen-before.ts'
import { createSeenBefore } from './seen-before.ts'
import type { Sending, Verdict } from './verdict.ts'

export interface SessionOptions {
  /** Absent: told from each client's User-Agent. */
  readonly browser?: ProfileName
  readonly thirdPartyCookies?: ThirdPartyCookies
  readonly maxClients?: number
  /** Hears every exchange's verdicts in full, where the timeline tells only what is worth a line. For checks of the model. */
  readonly onJudged?: (judged: Judged) => void
}

/** All that was thought about one exchange. `sending` is the prediction, made before the Cookie header was looked at. */
export interface Judged {
  readonly seen: Seen
  readonly client: Client
  readonly context: CookieContext
  readonly sending: Sending
  readonly echo: Echo
  /** One for each Set-Cookie line, in order. */
  readonly verdicts: readonly Verdict[]
}

/** How often the model was right: requests with cookies at stake, and those that came as predicted. */
export interface Agreement {
  readonly compared: number
  readonly agreed: number
}

export interface Client {
  readonly id: string
  readonly looks: string
  /** A browser, not a script: it keeps cookies and says Sec-Fetch-*. */
  readonly browser: boolean
  readonly jar: BrowserJar
  readonly seenBefore: SeenBefore
  /** What was told already, so that a page with fifty images does not tell it fifty times. */
  readonly told: Set<string>
  lastSeen: number
}

/** A request between its arrival and its answer. */
export interface Opened {
  readonly client: string
  readonly owner: Client
  /** Undefined: the Host names no host, and no cookie rule applies. */
  readonly judged: Pick<Judged, 'context' | 'sending' | 'echo'> | undefined
  readonly moments: readonly CookieEvent[]
}

export interface Session {
  request(seen: Seen): Opened
  response(seen: Seen, opened: Opened): CookieEvent[]
  /** Both at once, for an exchange out of a recording; answers it with its client. */
  observe(seen: Seen): { readonly exchange: ExchangeEvent; readonly moments: readonly CookieEvent[] }
  agreement(): Agreement
  clients(): readonly Client[]
}

const MAX_CLIENTS = 200
const MAX_CONNECTIONS = 4000
const MAX_TOLD = 2000
const MAX_COOKIES = 600
const NOTHING: Sending = { sent: [], header: null, withheld: [], unknown: [], expired: [], localhostOnly: [] }

export function createSession(options: SessionOptions = {}): Session {
  let time = 0
  const clients = new Map<string, Client>()
  const connections = new Map<number, string>()
  const counted = new Map<string, number>()
  const agreement = { compared: 0, agreed: 0 }

  function profileOf(userAgent: string | undefined): ProfileName {
    if (options.browser) return options.browser
    const kind = kindOfClient(userAgent)
    return kind === 'firefox' || kind === 'safari' ? kind : 'chromium'
  }

  function newClient(seen: Seen, looks: string): Client {
    const { headers } = seen.browser.request
    const userAgent = get(headers, 'user-agent')
    const kind = kindOfClient(userAgent)
    const number = (counted.get(kind) ?? 0) + 1
    counted.set(kind, number)
    const now = () => time
    const { thirdPartyCookies } = options
    const jar = createBrowserJar({
      profile: profileOf(userAgent),
      now,
      maxCookies: MAX_COOKIES,
      ...(thirdPartyCookies ? { thirdPartyCookies } : {}),
    })
    const browser = ['chrome', 'edge', 'firefox', 'safari'].includes(kind)
    const client = {
      id: `${kind}-${number}`,
      looks,
      browser,
      jar,
      seenBefore: createSeenBefore(now),
      told: new Set<string>(),
      lastSeen: seen.at,
    }
    if (clients.size >= (options.maxClients ?? MAX_CLIENTS)) {
      const oldest = [...clients.values()].reduce((a, b) => (a.lastSeen <= b.lastSeen ? a : b))
      clients.delete(oldest.id)
    }
    clients.set(client.id, client)
    return client
  }

  function clientOf(seen: Seen, came: readonly CookiePair[]): Client {
    const known = clients.get(connections.get(seen.connection) ?? '')
    const looks = looksOf(seen)
    if (known && known.looks === looks) return known
    const alike = [...clients.values()].filter((client) => client.looks === looks)
    const found = bestFit(alike, came.length, (client) => {
      const stored = client.jar.stored()
      const context = contextIn(seen, client)
      const holds = ({ name, value }: CookiePair) => stored.some((one) => one.name === name && one.value === value)
      const { sent, unknown } = context ? client.jar.cookiesFor(context) : NOTHING
      return {
        matches: came.filter(holds).length,
        conflicts: came.filter((pair) => !holds(pair) && sent.some(({ name }) => name === pair.name)).length,
        expected: sent.filter((cookie) => !unknown.includes(cookie)).length,
        credentialed: context?.credentials === true,
      }
    })
    const client = found ?? newClient(seen, looks)
    if (connections.size >= MAX_CONNECTIONS) connections.delete(connections.keys().next().value!)
    connections.set(seen.connection, client.id)
    return client
  }

  function contextIn(seen: Seen, client: Client): CookieContext | undefined {
    const { method, target, headers } = seen.browser.request
    const url = `${seen.scheme}://${seen.host}${target.startsWith('/') ? target : '/'}`
    // A Host that is no host name: no browser's request, and no cookie rule applies.
    if (!URL.canParse(url)) return undefined
    return contextFromHeaders({ method, url, headers }, client.jar.profile.name, client.seenBefore)
  }

  function request(seen: Seen): Opened {
    time = seen.at
    const came = getAll(seen.browser.request.headers, 'cookie').flatMap(parseCookieHeader)
    const owner = clientOf(seen, came)
    owner.lastSeen = seen.at
    if (owner.told.size > MAX_TOLD) owner.told.clear()
    const context = contextIn(seen, owner)
    if (!context) return { client: owner.id, owner, judged: undefined, moments: [] }
    const sending = owner.jar.cookiesFor(context)
    const echo = compareWithJar(came, sending, owner, context, seen.at)
    if (echo.compared) {
      agreement.compared += 1
      if (echo.agreed) agreement.agreed += 1
    }
    const moments = requestMoments(seen, owner, sending, echo)
    const header = came.length > 0 ? getAll(seen.browser.request.headers, 'cookie').join('; ') : undefined
    // Only of a browser that says how it fetches: a script that keeps no cookies is no fetch with credentials left out.
    const { headers } = seen.browser.request
    const told = has(headers, 'sec-fetch-mode') ? withCookieHeader(context, sending, header) : context
    return { client: owner.id, owner, judged: { context: told, sending, echo }, moments }
  }

  function response(seen: Seen, { owner, judged, moments }: Opened): CookieEvent[] {
    time = seen.at + seen.headMs
    const head = seen.browser.response
    const told = [...moments]
    if (!judged) return told
    const { context } = judged
    const lines = head ? getAll(head.headers, 'set-cookie') : []
    const verdicts = owner.jar.receive(lines, context, { dateHeader: head && get(head.headers, 'date') })
    if (head) owner.seenBefore.noteAnswer(context, head.status, get(head.headers, 'location'))
    told.push(...answerMoments(seen, owner, verdicts))
    options.onJudged?.({ seen, client: owner, ...judged, verdicts })
    return told
  }

  return {
    request,
    response,
    observe(seen) {
      const opened = request(seen)
      return { exchange: { ...seen, client: opened.client }, moments: response(seen, opened) }
    },
    agreement: () => ({ ...agreement }),
    clients: () => [...clients.values()],
  }
}
