// What is remembered between exchanges: a jar for every browser profile that was seen, and what its cookies went through.
// The jar acts when the browser does: it says what should come when a request arrives, and takes Set-Cookie lines when the
// head of the answer goes out. Time is the exchange's own, so a recording is judged as the live traffic was.

import { type CookiePair, parseCookieHeader } from '../core/cookies.ts'
import type { CookieEvent, ExchangeEvent, Seen } from '../core/events.ts'
import type { Visitor } from '../core/exchange.ts'
import { get, getAll } from '../core/headers.ts'
import { type Agreement, createAgreement } from './agreement.ts'
import { bestFit, type Fit, fitOf, isPlausible, otherProfilesCookies } from './attribution.ts'
import { kindOfClient, type Looks, looksOf } from './clients.ts'
import type { CookieContext } from './context.ts'
import { contextAt } from './context-from-headers.ts'
import { withCredentials } from './credentials-told.ts'
import { compareWithJar, type Echo } from './echo.ts'
import type { BrowserJar } from './jar.ts'
import { createBrowserJar } from './jar.ts'
import { answerMoments, requestMoments } from './moments.ts'
import { placeOf } from './place.ts'
import type { ProfileName, ThirdPartyCookies } from './profile.ts'
import { createRefusedLately, type RefusedLately } from './refused-lately.ts'
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

export interface Client {
  readonly id: string
  readonly looks: Looks
  /** A browser, not a script: it keeps cookies and says Sec-Fetch-*. */
  readonly browser: boolean
  /** Sent by the tool: no request of anybody else is taken for its. */
  readonly visitor: string | undefined
  readonly jar: BrowserJar
  readonly seenBefore: SeenBefore
  readonly refused: RefusedLately
  /** What was told already, so that a page with fifty images does not tell it fifty times. */
  readonly told: Set<string>
  /** A cookie of one connection was replaced over another: the sign by which two profiles taken for one may part. */
  replacedElsewhere: boolean
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

/** A connection, and the profile that it was given to. */
interface Line {
  readonly client: string
  /** Cookies of this profile have gone over it. */
  tied: boolean
}

interface Owned {
  readonly client: Client
  /** Undefined: the Host names no host. */
  readonly context: CookieContext | undefined
}

/** A request that no cookie rule applies to speaks for nobody and against nobody. */
const UNTOLD: Fit = { matches: 0, against: 0, due: 0, credentialed: false }

function fits({ jar }: Client, context: CookieContext, came: readonly CookiePair[], seen: Seen): Fit {
  const stored = came.length > 0 ? jar.stored(context.place.host.group) : []
  // Any fetch() may leave them out, and does so over a connection of its own.
  const fetches = context.kind === 'subresource' && get(seen.browser.request.headers, 'sec-fetch-mode') !== 'no-cors'
  const credentialed = context.credentials === true && !fetches
  return fitOf(came, { stored, sending: jar.wouldSend(context), credentialed }, seen.at)
}

const MAX_CLIENTS = 200
const MAX_CONNECTIONS = 4000
const MAX_TOLD = 2000
const MAX_COOKIES = 600

export function createSession(options: SessionOptions = {}): Session {
  let time = 0
  const clients = new Map<string, Client>()
  const connections = new Map<number, Line>()
  const counted = new Map<string, number>()
  const agreement = createAgreement()

  function newClient(seen: Seen, looks: Looks): Client {
    const { profile, browser, ...kind } = kindOfClient(seen.browser.request.headers)
    const name = seen.visitor?.as ?? kind.name
    const number = (counted.get(name) ?? 0) + 1
    counted.set(name, number)
    const now = () => time
    const { thirdPartyCookies } = options
    const jar = createBrowserJar({
      profile: options.browser ?? profile,
      now,
      maxCookies: MAX_COOKIES,
      ...(thirdPartyCookies ? { thirdPartyCookies } : {}),
    })
    const client = {
      ...{ id: `${name}-${number}`, looks, browser, jar, visitor: seen.visitor?.as, refused: createRefusedLately() },
      ...{ seenBefore: createSeenBefore(now), told: new Set<string>(), replacedElsewhere: false, lastSeen: seen.at },
    }
    if (clients.size >= (options.maxClients ?? MAX_CLIENTS)) {
      const oldest = [...clients.values()].reduce((a, b) => (a.lastSeen <= b.lastSeen ? a : b))
      clients.delete(oldest.id)
    }
    clients.set(client.id, client)
    return client
  }

  /** The client and, where cookie rules apply, what they need to know of the request. */
  function whose(seen: Seen, came: readonly CookiePair[]): Owned {
    const { headers } = seen.browser.request
    const line = connections.get(seen.connection)
    const known = line && clients.get(line.client)
    // On one connection nothing but the name it goes by can change: developer tools let a browser pass for another.
    if (known && known.looks.userAgent === (get(headers, 'user-agent') ?? '')) {
      const context = contextIn(seen, known)
      if (!context) return { client: known, context }
      if (line.tied) {
        // Without a replaced cookie of another connection there is nothing to tell two profiles by.
        if (!known.replacedElsewhere || came.length === 0) return { client: known, context }
        const stored = known.jar.stored(context.place.host.group)
        const others = otherProfilesCookies(came, stored, seen.connection, seen.at)
        if (others.length === 0) return { client: known, context }
        const split = newClient(seen, looksOf(headers))
        for (const cookie of others) split.jar.adopt(cookie)
        return given(seen, split)
      }
      if (isPlausible(came.length > 0, fits(known, context, came, seen))) return { client: known, context }
    }
    const looks = looksOf(headers)
    const users = [...clients.values()].filter(({ visitor }) => visitor === undefined)
    const found = bestFit(users, looks, came.length > 0, (client) => {
      const context = contextIn(seen, client)
      return context ? fits(client, context, came, seen) : UNTOLD
    })
    return given(seen, found ?? newClient(seen, looks))
  }

  /** A visitor of the tool is known by its name, or it acts for whoever has the connection that it was sent for. */
  function visitorOf(seen: Seen, { as, cookies }: Visitor): Owned {
    const user = cookies === 'user' ? clients.get(connections.get(seen.connection)?.client ?? '') : undefined
    const known = user ?? [...clients.values()].find(({ visitor }) => visitor === as)
    const client = known ?? newClient(seen, looksOf(seen.browser.request.headers))
    // No jar acts but its own: it is not the browser that hears the answer.
    return { client, context: cookies === 'own' ? contextIn(seen, client) : undefined }
  }

  function given(seen: Seen, client: Client): Owned {
    if (client.looks.hints === '') client.looks.hints = looksOf(seen.browser.request.headers).hints
    if (connections.size >= MAX_CONNECTIONS) connections.delete(connections.keys().next().value!)
    connections.set(seen.connection, { client: client.id, tied: false })
    return { client, context: contextIn(seen, client) }
  }

  function contextIn(seen: Seen, client: Client): CookieContext | undefined {
    const { method, target, headers } = seen.browser.request
    const place = placeOf(`${seen.scheme}://${seen.host}${target.startsWith('/') ? target : '/'}`)
    // A Host that is no host name: no browser's request, and no cookie rule applies.
    return place ? contextAt(place, { method, headers }, client.jar.profile.name, client.seenBefore) : undefined
  }

  function tie(connection: number): void {
    const line = connections.get(connection)
    if (line) line.tied = true
  }

  function request(seen: Seen): Opened {
    time = seen.at
    const lines = getAll(seen.browser.request.headers, 'cookie')
    const came = lines.length === 1 ? parseCookieHeader(lines[0]!) : lines.flatMap(parseCookieHeader)
    const { client: owner, context } = seen.visitor ? visitorOf(seen, seen.visitor) : whose(seen, came)
    owner.lastSeen = seen.at
    if (owner.told.size > MAX_TOLD) owner.told.clear()
    if (!context) return { client: owner.id, owner, judged: undefined, moments: [] }
    const sending = owner.jar.cookiesFor(context)
    const echo = compareWithJar(came, sending, owner, context, seen.at)
    agreement.note(echo)
    if (echo.sent.length > 0) tie(seen.connection)
    const moments = requestMoments(seen, owner, sending, echo)
    const told = withCredentials(context, sending, came.length > 0, { seen, owner })
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
    for (const { kept, cookie, before } of verdicts) {
      if (!kept || !cookie) continue
      cookie.over = seen.connection
      if (before !== null && before.over !== seen.connection) owner.replacedElsewhere = true
      tie(seen.connection)
    }
    if (verdicts.length > 0) owner.refused.note(verdicts, context)
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
    agreement: () => agreement.now(),
    clients: () => [...clients.values()],
  }
}
