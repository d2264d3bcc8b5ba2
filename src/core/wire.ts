// The wire notation: how this project writes traffic, everywhere.
//   >  browser to front     >> front to app     << app to front     <  front to browser
// A head is one marked line; its headers stand indented below it; a body follows in lines that begin with `|`.
// `>` opens an exchange. Words after the target say what a head cannot: `http` (the leg's scheme, https when absent), `h2`,
// `1.0`, `as=bob` (another browser), `after=130s` (time since the exchange before), `takes=3s` (until the answer), `to=b` (the instance).
// A second `<<` is the app's answer to the same request when the front sends it again; the first one is lost.
// `< cut`: nothing reached the browser, the connection broke. `<< stale`: nothing came from the app, which closed an idle connection.
// `<< silent`: the app took the request and says nothing; how long the front waits is what `takes=` claims.
import type { HttpVersion, Scheme } from './exchange.ts'
import type { HeaderList } from './headers.ts'
import { has, pairs } from './headers.ts'

export interface WireRequest {
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  readonly version: HttpVersion
  readonly body: string
}

export interface WireResponse {
  readonly status: number
  readonly reason: string
  readonly headers: HeaderList
  readonly body: string
}

export interface WireExchange {
  readonly browser: WireRequest & {
    readonly scheme: Scheme
    readonly client: string /** Seconds since the exchange before. */
    readonly after: number
    /** Seconds until the head of the answer; absent: no time that matters. */
    readonly takes?: number
  }
  readonly toApp?: WireRequest & { readonly instance: string }
  readonly fromApp?: WireResponse
  /** What the app answered to earlier deliveries of this request. */
  readonly before?: readonly WireResponse[]
  readonly toBrowser?: WireResponse
  /** The connection to the browser broke before anything of an answer. */
  readonly cut?: true
  /** The app closed an idle connection just as the request was sent on it. */
  readonly stale?: true
  /** The app took the request and never answered. */
  readonly silent?: true
}

export class WireError extends Error {
  override readonly name = 'WireError'
  /** 1-based line of the text. */
  readonly line: number
  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

type Marker = '>' | '>>' | '<<' | '<'
interface Message {
  marker: Marker
  words: string
  headers: string[]
  body: string[]
  line: number
}

export function parseWire(text: string): WireExchange[] {
  const exchanges: WireExchange[] = []
  for (const message of messages(text)) {
    if (message.marker === '>') {
      exchanges.push({ browser: browserRequest(message) })
      continue
    }
    const open = exchanges.pop()
    if (!open)
      throw new WireError(
        `"${message.marker}" comes before any ">" line: an exchange begins with the browser's request`,
        message.line,
      )
    if (message.marker === '<' && message.words === 'cut') {
      exchanges.push({ ...open, cut: true })
      continue
    }
    if (message.marker === '<<' && (message.words === 'stale' || message.words === 'silent')) {
      exchanges.push({ ...open, [message.words]: true })
      continue
    }
    const part = message.marker === '>>' ? 'toApp' : message.marker === '<<' ? 'fromApp' : 'toBrowser'
    if (part === 'fromApp' && open.fromApp) {
      exchanges.push({ ...open, before: [...(open.before ?? []), open.fromApp], fromApp: response(message) })
      continue
    }
    if (open[part]) throw new WireError(`a second "${message.marker}" in one exchange`, message.line)
    exchanges.push({ ...open, [part]: part === 'toApp' ? appRequest(message) : response(message) })
  }
  return exchanges
}

function messages(text: string): Message[] {
  const found: Message[] = []
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trimEnd()
    const at = index + 1
    const head = /^(>>|<<|>|<)(?:\s+(.*))?$/.exec(line)
    const now = found.at(-1)
    if (head) found.push({ marker: head[1] as Marker, words: head[2] ?? '', headers: [], body: [], line: at })
    else if (line === '' || line.startsWith('#')) return
    else if (!now) throw new WireError(`expected a line that begins with ">", found ${JSON.stringify(line)}`, at)
    else if (/^\s*\|/.test(line)) now.body.push(raw.slice(raw.indexOf('|') + 1).replace(/^ /, ''))
    else {
      const header = /^\s+([^\s:]+):(?:[ \t](.*))?$/.exec(raw)
      if (!header) throw new WireError(`expected an indented "Name: value" line, found ${JSON.stringify(line)}`, at)
      now.headers.push(header[1]!, header[2] ?? '')
    }
  })
  return found
}

const FLAGS = /^(?:http|https|h2|1\.0|1\.1|as=\S+|to=\S+|(?:after|takes)=\d+(?:\.\d+)?s)$/

function requestLine({ words, line }: Message) {
  const [method, target, ...flags] = words.split(/\s+/)
  if (!method || !target) throw new WireError('expected a method and a target, as in "> GET /path"', line)
  const unknown = flags.find((flag) => !FLAGS.test(flag))
  if (unknown)
    throw new WireError(
      `"${unknown}" is not known here; after the target may stand http, h2, 1.0, as=NAME, to=NAME, after=SECONDSs, takes=SECONDSs`,
      line,
    )
  const value = (key: string) => flags.find((flag) => flag.startsWith(`${key}=`))?.slice(key.length + 1)
  const version: HttpVersion = flags.includes('h2') ? '2' : flags.includes('1.0') ? '1.0' : '1.1'
  return { method, target, version, flags, value }
}

function browserRequest(message: Message): WireExchange['browser'] {
  const { method, target, version, flags, value } = requestLine(message)
  const absolute = /^(https?):\/\/([^/?]+)(.*)$/.exec(target)
  const scheme: Scheme = absolute ? (absolute[1] as Scheme) : flags.includes('http') ? 'http' : 'https'
  const takes = value('takes')
  const named = absolute && !has(message.headers, 'host')
  return {
    method,
    version,
    scheme,
    target: absolute ? (absolute[3]?.startsWith('/') ? absolute[3] : `/${absolute[3] ?? ''}`) : target,
    headers: named ? ['Host', absolute[2]!, ...message.headers] : message.headers,
    body: message.body.join('\n'),
    client: value('as') ?? '',
    after: Number.parseFloat(value('after') ?? '0'),
    ...(takes === undefined ? {} : { takes: Number.parseFloat(takes) }),
  }
}

function appRequest(message: Message): NonNullable<WireExchange['toApp']> {
  const { method, target, version, value } = requestLine(message)
  return {
    method,
    target,
    version,
    headers: message.headers,
    body: message.body.join('\n'),
    instance: value('to') ?? '',
  }
}

function response(message: Message): WireResponse {
  const parts = /^(\d{3})(?:\s+(.*))?$/.exec(message.words)
  if (!parts) throw new WireError('expected a status, as in "< 200 OK"', message.line)
  return { status: Number(parts[1]), reason: parts[2] ?? '', headers: message.headers, body: message.body.join('\n') }
}

/** The notation of one exchange. `parseWire(printWire(e))` gives `[e]` back, for values that are one line of text. */
export function printWire(exchange: WireExchange): string {
  const { browser, toApp, fromApp, toBrowser } = exchange
  const flags = [
    browser.scheme === 'http' ? 'http' : '',
    versionFlag(browser.version),
    browser.client === '' ? '' : `as=${browser.client}`,
    browser.after === 0 ? '' : `after=${browser.after}s`,
    browser.takes === undefined ? '' : `takes=${browser.takes}s`,
  ]
  const out = [printMessage('> ', [browser.method, browser.target, ...flags], browser)]
  if (toApp)
    out.push(
      printMessage(
        '>>',
        [toApp.method, toApp.target, versionFlag(toApp.version), toApp.instance === '' ? '' : `to=${toApp.instance}`],
        toApp,
      ),
    )
  for (const one of exchange.before ?? []) out.push(printMessage('<<', [String(one.status), one.reason], one))
  if (fromApp) out.push(printMessage('<<', [String(fromApp.status), fromApp.reason], fromApp))
  if (exchange.stale) out.push('<< stale\n')
  if (exchange.silent) out.push('<< silent\n')
  if (exchange.cut) out.push('<  cut\n')
  if (toBrowser) out.push(printMessage('< ', [String(toBrowser.status), toBrowser.reason], toBrowser))
  return out.join('')
}

function versionFlag(version: HttpVersion): string {
  return version === '2' ? 'h2' : version === '1.0' ? '1.0' : ''
}

function printMessage(
  marker: string,
  words: readonly string[],
  message: { headers: HeaderList; body: string },
): string {
  const head = `${marker} ${words.filter((word) => word !== '').join(' ')}\n`
  const headers = pairs(message.headers).map(([name, value]) => `   ${name}:${value === '' ? '' : ` ${value}`}\n`)
  const body = message.body === '' ? [] : message.body.split('\n').map((line) => `   | ${line}\n`)
  return head + headers.join('') + body.join('')
}
