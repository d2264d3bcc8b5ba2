// Secrets become fingerprints before anything leaves the process: in headers, URLs, changes, and in what is said about them.
import type { ChangeInWords } from '../core/changes.ts'
import type {
  CookieEvent,
  ExchangeEvent,
  FindingEvent,
  TimelineEvent,
  ToldRequest,
  ToldResponse,
} from '../core/events.ts'
import type { HeaderList } from '../core/headers.ts'
import { fingerprint } from './fingerprint.ts'
import { maskCookieHeader, maskSetCookie } from './mask-cookies.ts'
import { maskSentence, maskUrl } from './mask-text.ts'

// Copies that frameworks and fronts make under longer names (x-middleware-set-cookie, X-Old-Cookie) are as secret.
const COOKIE = /(?:^|-)cookies?$/i
const SET_COOKIE = /(?:^|-)set-cookie$/i
const SECRET =
  /(?:^|-)(?:authorization|auth|api-?key|assertion|credentials?|password|secret|session|session-?id|signature|oidc-data|nonce)$|(?:token|jwt)$|^sec-websocket-protocol$/i

type Mask = (value: string) => string

function maskFor(name: string): Mask {
  if (SET_COOKIE.test(name)) return maskSetCookie
  if (COOKIE.test(name)) return maskCookieHeader
  return SECRET.test(name) ? maskCredentials : maskUrl
}

function maskCredentials(value: string): string {
  const scheme = /^(?:Basic|Bearer|Digest|DPoP|Negotiate|Token) +/i.exec(value)?.[0] ?? ''
  return scheme + fingerprint(value.slice(scheme.length))
}

// The same few names come with every exchange.
const masks = new Map<string, Mask>()

/** One header's value, by its name. */
export function maskHeader(name: string, value: string): string {
  let mask = masks.get(name)
  if (!mask) {
    if (masks.size >= 500) masks.clear()
    mask = maskFor(name)
    masks.set(name, mask)
  }
  return mask(value)
}

function maskHeaders(list: HeaderList): HeaderList {
  return list.map((item, i) => (i % 2 === 0 ? item : maskHeader(list[i - 1]!, item)))
}

const maskAnswer = (answer: ToldResponse): ToldResponse => ({ ...answer, headers: maskHeaders(answer.headers) })

function maskSides<E extends { request: ToldRequest; response?: ToldResponse }>(side: E): E {
  const { request, response } = side
  return {
    ...side,
    request: { ...request, target: maskUrl(request.target), headers: maskHeaders(request.headers) },
    ...(response ? { response: maskAnswer(response) } : {}),
  }
}

function maskChange(change: ChangeInWords): ChangeInWords {
  const differences = change.differences.map(({ what, from, to }) => {
    const masked = (value: string) => (what.startsWith('(') ? maskUrl(value) : maskHeader(what, value))
    return {
      what,
      ...(from === undefined ? {} : { from: masked(from) }),
      ...(to === undefined ? {} : { to: masked(to) }),
    }
  })
  return { ...change, differences }
}

function maskExchange(event: ExchangeEvent): ExchangeEvent {
  const { browser, app, changes, story } = event
  return {
    ...event,
    browser: maskSides(browser),
    ...(app ? { app: { ...maskSides(app), ...(app.before ? { before: app.before.map(maskAnswer) } : {}) } } : {}),
    changes: changes.map(maskChange),
    story: story.map(maskLine),
  }
}

function maskCookie(event: CookieEvent): CookieEvent {
  const { path, value, text, actual, by } = event
  return {
    ...event,
    // A line that a front joined with others has a path with cookies in it.
    ...(path === undefined ? {} : { path: maskSentence(path) }),
    ...(value === undefined ? {} : { value: fingerprint(value) }),
    text: maskSentence(text),
    // Of a cookie that a script set, these name its file.
    ...(actual === undefined ? {} : { actual: maskSentence(actual) }),
    ...(by === undefined ? {} : { by: maskSentence(by) }),
  }
}

function maskFinding(event: FindingEvent): FindingEvent {
  const { title, evidence, fix, why } = event
  const rest = why === undefined ? {} : { why: maskLine(why) }
  return { ...event, title: maskLine(title), evidence: evidence.map(maskLine), fix: fix.map(maskLine), ...rest }
}

/** Prose, or a line that quotes a header (`Cookie: ...`) or a change of one (`nginx/step: Cookie ... -> ...`). */
function maskLine(line: string): string {
  const change = /^(\S+\/\S+: )(\S+) (.*) -> (.*)$/s.exec(line)
  if (change) {
    const masked = (value: string) => (/^\(\w+\)$/.test(value) ? value : maskHeader(change[2]!, value))
    return `${change[1]}${change[2]} ${masked(change[3]!)} -> ${masked(change[4]!)}`
  }
  const quoted = /^(.*?)(\b(?:set-)?cookie(?=:\s+[^\s=;,]+=)|\bauthorization(?=:\s))(:\s+)(.*)$/is.exec(line)
  return quoted ? `${quoted[1]}${quoted[2]}${quoted[3]}${maskHeader(quoted[2]!, quoted[4]!)}` : maskUrl(line)
}

/** The event with every secret in it as a fingerprint. Masking twice changes nothing more. */
export function maskEvent<Event extends TimelineEvent>(event: Event): Event
export function maskEvent(event: TimelineEvent): TimelineEvent {
  switch (event.type) {
    case 'exchange':
      return maskExchange(event)
    case 'cookie':
      return maskCookie(event)
    case 'finding':
      return maskFinding(event)
    default:
      return { ...event, text: maskLine(event.text) }
  }
}
