// A HAR from a browser as a timeline: the same cookie rules judge it as judge live traffic. It holds only the browser's side, so
// nothing is said about hops, and no diagnosis that needs the app's side is made.
import { FORMAT_VERSION, type Seen, type TimelineEvent } from '../core/events.ts'
import type { HttpVersion } from '../core/exchange.ts'
import { get, has } from '../core/headers.ts'
import { kindOf } from '../core/kind.ts'
import { UserError } from '../core/user-error.ts'
import { createSession } from '../session/session.ts'
import { entriesOf } from './entries.ts'
import { inOrder } from './in-order.ts'

interface Loose {
  readonly [name: string]: unknown
}

/**
 * The events of a HAR file in order of their start, with cookie moments after each exchange. What could not be read is said in
 * notices at the end. Throws UserError when the file is no HAR at all.
 */
export async function* readHar(path: string): AsyncGenerator<TimelineEvent> {
  const session = createSession()
  const notices: string[] = []
  let id = 0
  let at: number | undefined
  let cookies = false
  const head = (): TimelineEvent => {
    const text = `read from ${path}`
    return { type: 'front', at: at ?? Date.now(), state: 'notice', text, version: FORMAT_VERSION, masked: false }
  }
  for await (const one of exchangesIn(path, notices)) {
    const begins = at === undefined
    at ??= one.at
    if (begins) yield head()
    cookies ||= isAboutCookies(one)
    id += 1
    const { exchange, moments } = session.observe({ ...one, id })
    yield exchange
    yield* moments
  }
  if (at === undefined) yield head()
  if (at !== undefined && !cookies) notices.push(NO_COOKIES)
  for (const text of notices) yield { type: 'front', at: at ?? Date.now(), state: 'notice', text }
}

const NO_COOKIES =
  'this HAR has no Cookie and no Set-Cookie line: Chrome leaves them out unless "Allow to generate HAR with sensitive data" is on in the settings of its developer tools'

async function* exchangesIn(path: string, notices: string[]): AsyncGenerator<Seen> {
  const connections = new Map<string, number>()
  const order = inOrder()
  let [total, broken, other] = [0, 0, 0]
  try {
    for await (const found of entriesOf(path)) {
      if ('trouble' in found) {
        if (found.trouble === 'no-entries')
          throw new UserError(`${path}: this is no HAR file, or a broken one: it has no log.entries`, {
            hint: 'Save one with the browser: developer tools, Network, "Save all as HAR with content".',
          })
        notices.push(
          found.trouble === 'broken-off'
            ? `the file breaks off after entry ${total}; all before it was read`
            : `entry ${total + 1} is too long; all before it was read`,
        )
        break
      }
      total += 1
      const entry = parsed(found.text)
      const one = exchangeOf(entry, total, connections)
      if (one) yield* order.add(one)
      else if (entry) other += 1
      else broken += 1
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const what = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : message
    throw new UserError(`${path}: ${what}`, { hint: 'Give a HAR file that a browser saved.' })
  }
  yield* order.rest()
  if (broken > 0) notices.push(`${broken} of ${total} entries are no valid JSON and were left out`)
  if (other > 0) notices.push(`${other} of ${total} entries are no http exchange and were left out`)
  if (order.late() > 0)
    notices.push(`${order.late()} of ${total} entries stand so far from their place in time that they are told late`)
}

const isAboutCookies = ({ browser: { request, response } }: Seen) =>
  has(request.headers, 'cookie') || (response !== undefined && has(response.headers, 'set-cookie'))

function parsed(text: string): Loose | undefined {
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

const objectOf = (value: unknown): Loose | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : undefined

/** Undefined: not an exchange over http(s), or not one that can be understood. */
function exchangeOf(entry: Loose | undefined, id: number, connections: Map<string, number>): Seen | undefined {
  const request = objectOf(entry?.request)
  const response = objectOf(entry?.response)
  const at = Date.parse(String(entry?.startedDateTime))
  const address = String(request?.url ?? '')
  if (!entry || !request || Number.isNaN(at) || !/^(?:https?|wss?):\/\//i.test(address) || !URL.canParse(address))
    return undefined
  const url = new URL(address)
  const time = typeof entry.time === 'number' && entry.time > 0 ? Math.round(entry.time * 10) / 10 : 0
  const asked = headersOf(request.headers)
  // As it was sent, and not as URL would spell it.
  const rest = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(address)?.[1] ?? ''
  const target = rest.startsWith('/') ? rest : `/${rest}`
  const host = get(asked, 'host') ?? url.host
  const told = {
    method: String(request.method ?? 'GET'),
    target,
    headers: has(asked, 'host') ? asked : ['Host', host, ...asked],
    version: versionOf(request.httpVersion),
  }
  const status = Number(response?.status ?? 0)
  return {
    type: 'exchange',
    at,
    id,
    headMs: waitOf(entry, time),
    ms: time,
    connection: connectionOf(entry, connections),
    scheme: url.protocol === 'https:' || url.protocol === 'wss:' ? 'https' : 'http',
    host,
    kind: kindOf(told),
    browser: {
      request: told,
      ...(status > 0
        ? { response: { status, reason: String(response?.statusText ?? ''), headers: headersOf(response?.headers) } }
        : {}),
    },
    attempts: 0,
    changes: [],
    story: [],
    end: status > 0 ? 'complete' : 'aborted-by-browser',
    plumbing: false,
    bytes: { request: 0, response: 0 },
  }
}

/** Pseudo-fields of HTTP/2 go; a joined Set-Cookie (one line each, in Firefox and Playwright) comes apart. */
function headersOf(list: unknown): string[] {
  const out: string[] = []
  if (!Array.isArray(list)) return out
  for (const one of list) {
    const { name, value } = objectOf(one) ?? {}
    if (typeof name !== 'string' || typeof value !== 'string' || name === '' || name.startsWith(':')) continue
    if (name.toLowerCase() !== 'set-cookie') out.push(name, value)
    else for (const line of value.split('\n')) out.push(name, line)
  }
  return out
}

function versionOf(text: unknown): HttpVersion {
  const version = String(text).toLowerCase()
  if (version.includes('1.0')) return '1.0'
  return version.includes('1.1') ? '1.1' : '2'
}

function waitOf(entry: Loose, time: number): number {
  const receive = objectOf(entry.timings)?.receive
  const wait = typeof receive === 'number' && receive > 0 ? time - receive : time
  return Math.max(0, Math.round(wait * 10) / 10)
}

/** One browser saved the file: without numbers of connections, all is one. */
function connectionOf({ connection }: Loose, known: Map<string, number>): number {
  const name = connection === undefined ? '' : String(connection)
  if (!known.has(name)) known.set(name, known.size + 1)
  return known.get(name)!
}
