// A recording as HAR 1.2: the browser's side of every exchange in the standard fields, so that any HAR viewer opens it, and what
// only we know (the app's side, what each hop changed) in fields of our own beside them.
import type { SetCookieLine } from '../core/cookies.ts'
import { attribute, parseCookieHeader, parseSetCookie } from '../core/cookies.ts'
import type { ExchangeEvent, TimelineEvent, ToldRequest, ToldResponse } from '../core/events.ts'
import type { HeaderList } from '../core/headers.ts'
import { get, getAll, pairs } from '../core/headers.ts'
import { queryOf } from '../core/kind.ts'
import type { HarCookie, HarEntry, HarRequest, HarResponse, NameValue } from './har-format.ts'

/** The text of a HAR file, piece by piece: a recording may be larger than memory. `version`: of this program. */
export async function* writeHar(
  events: AsyncIterable<TimelineEvent> | Iterable<TimelineEvent>,
  version: string,
): AsyncGenerator<string> {
  const creator = JSON.stringify({ name: 'repro-proxy', version })
  yield `{"log":{"version":"1.2","creator":${creator},"pages":[],"entries":[`
  let first = true
  for await (const event of events) {
    if (event.type !== 'exchange' || event.plumbing) continue
    yield `${first ? '' : ','}\n${JSON.stringify(entryOf(event))}`
    first = false
  }
  yield '\n]}}\n'
}

export function entryOf(event: ExchangeEvent): HarEntry {
  const { browser, app, at, headMs, ms, connection, client, changes, story, scheme, host } = event
  const time = Math.max(ms, headMs)
  return {
    startedDateTime: new Date(at).toISOString(),
    time,
    request: requestOf(browser.request, `${scheme}://${host}`, event.bytes.request),
    response: responseOf(browser.response, browser.request.version, event.bytes.response),
    cache: {},
    timings: { send: 0, wait: headMs, receive: Math.round((time - headMs) * 10) / 10 },
    connection: String(connection),
    ...(story.length > 0 ? { comment: story.join('; ') } : {}),
    ...resourceType(get(browser.request.headers, 'sec-fetch-dest')),
    _client: client,
    _changes: changes.flatMap(({ hop, step, side, differences }) =>
      differences.map(
        ({ what, from, to }) => `${hop}/${step} ${side} ${what}: ${from ?? '(none)'} -> ${to ?? '(removed)'}`,
      ),
    ),
    ...(app
      ? {
          _app: {
            request: requestOf(app.request, `http://${get(app.request.headers, 'host') ?? 'app'}`, event.bytes.request),
            ...(app.response ? { response: responseOf(app.response, app.request.version, -1) } : {}),
            instance: app.instance,
          },
        }
      : {}),
  }
}

/** Chrome's word for what the page wanted, where the browser said it (Sec-Fetch-Dest); its developer tools sort by that. */
const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  document: 'document',
  iframe: 'document',
  empty: 'fetch',
  style: 'stylesheet',
  script: 'script',
  image: 'image',
  font: 'font',
  audio: 'media',
  video: 'media',
  manifest: 'manifest',
  websocket: 'websocket',
}

function resourceType(dest: string | undefined): { _resourceType?: string } {
  const type = RESOURCE_TYPES[dest ?? '']
  return type === undefined ? {} : { _resourceType: type }
}

const named = (list: HeaderList): NameValue[] => pairs(list).map(([name, value]) => ({ name, value }))
const versionOf = (version: string) => (version === '2' ? 'HTTP/2.0' : `HTTP/${version}`)

function requestOf({ method, target, headers, version }: ToldRequest, origin: string, bytes: number): HarRequest {
  return {
    method,
    url: target.startsWith('/') ? origin + target : origin,
    httpVersion: versionOf(version),
    cookies: getAll(headers, 'cookie').flatMap(parseCookieHeader),
    headers: named(headers),
    queryString: [...new URLSearchParams(queryOf(target))].map(([name, value]) => ({ name, value })),
    headersSize: -1,
    bodySize: bytes,
  }
}

/** Status 0 is how HAR says that no answer came, and `x-unknown` how browsers write that no type was named. */
function responseOf(response: ToldResponse | undefined, version: string, bytes: number): HarResponse {
  const headers = response?.headers ?? []
  return {
    status: response?.status ?? 0,
    statusText: response?.reason ?? '',
    httpVersion: versionOf(version),
    cookies: getAll(headers, 'set-cookie').map(parseSetCookie).map(cookieOf),
    headers: named(headers),
    content: {
      size: Math.max(bytes, 0),
      mimeType: get(headers, 'content-type') ?? 'x-unknown',
      comment: 'not recorded',
    },
    redirectURL: get(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: bytes,
  }
}

function cookieOf(line: SetCookieLine): HarCookie {
  const text = (name: string) => attribute(line, name) ?? undefined
  const has = (name: string) => attribute(line, name) !== undefined
  const [path, domain, sameSite] = [text('path'), text('domain'), text('samesite')]
  const end = Date.parse(text('expires') ?? '')
  return {
    name: line.name,
    value: line.value,
    ...(path === undefined ? {} : { path }),
    ...(domain === undefined ? {} : { domain }),
    ...(Number.isNaN(end) ? {} : { expires: new Date(end).toISOString() }),
    httpOnly: has('httponly'),
    secure: has('secure'),
    ...(sameSite === undefined ? {} : { sameSite }),
  }
}
