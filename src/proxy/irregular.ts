// Requests that Node's parser refuses and servers take: a method in lower case, raw UTF-8 in the target, a header over several
// lines. Whether the front takes them is for its steps to say. Only what came in one piece is looked at; the connection closes after.
import { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Irregularity } from '../core/exchange.ts'
import { get, has } from '../core/headers.ts'
import type { Site } from './handler.ts'
import { handle } from './handler.ts'
import { fromHttp1, http1Head } from './incoming.ts'
import { http1Outlet } from './outlet.ts'

/** What `clientError` gives: the piece that the parser was reading. */
export interface ParseError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer
}

interface IrregularHead {
  readonly method: string
  readonly target: string
  readonly version: string
  readonly headers: string[]
  readonly irregular: Irregularity[]
  readonly body: Buffer
}

const answered = new WeakSet<Socket>()

export function handleIrregular(site: Site, error: ParseError, socket: Socket): void {
  // The parser is asked again for whatever else comes.
  if (answered.has(socket)) return
  answered.add(socket)
  const head = error.code?.startsWith('HPE_') && error.rawPacket ? readHead(error.rawPacket) : undefined
  if (!head || !socket.writable) {
    if (socket.writable && error.code !== 'ECONNRESET')
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    else socket.destroy()
    return
  }
  const req = new IncomingMessage(socket)
  Object.assign(req, { method: head.method, url: head.target, httpVersion: head.version, complete: true })
  Object.assign(req, { httpVersionMajor: 1, httpVersionMinor: Number(head.version.at(-1)), rawHeaders: head.headers })
  const res = new ServerResponse(req)
  res.shouldKeepAlive = false
  // The connection's parser has a listener there that would write to a response it never made.
  socket.removeAllListeners('drain')
  Object.assign(socket, { _httpMessage: null })
  res.assignSocket(socket)
  res.once('finish', () => socket.end())
  socket.once('close', () => res.destroyed || res.destroy())
  const request = { ...http1Head(head.method, head.target, head.headers, head.version), irregular: head.irregular }
  const body = head.body.length > 0 ? Readable.from([head.body], { objectMode: false }) : null
  handle(site, { ...fromHttp1(req), request, body, trailers: () => [] }, http1Outlet(res)).catch(() => socket.destroy())
}

/** Undefined when it is no request head, or not all of the request is there. */
export function readHead(bytes: Buffer): IrregularHead | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const request = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([^\s\0]+) HTTP\/(1\.\d)$/.exec(first)
  if (!request) return undefined
  const headers: string[] = []
  const irregular = new Set<Irregularity>()
  for (const line of lines) {
    if (/^[ \t]/.test(line)) {
      if (headers.length === 0) return undefined
      // RFC 9112 section 5.2: a proxy may put blanks in the place of the line break.
      headers[headers.length - 1] += ` ${line.trim()}`
      irregular.add('fold')
      continue
    }
    const colon = line.indexOf(':')
    if (colon < 1 || line.includes('\0')) return undefined
    const name = line.slice(0, colon)
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) irregular.add('name')
    headers.push(name.trim(), line.slice(colon + 1).trim())
  }
  const body = bytes.subarray(end + 4)
  const length = Number(get(headers, 'content-length') ?? 0)
  if (has(headers, 'transfer-encoding') || body.length !== length) return undefined
  const [, method = '', target = '', minor = ''] = request
  // RFC 9110 section 2.5: a higher minor version is taken for the highest that one knows.
  const version = minor === '1.0' ? '1.0' : '1.1'
  return { method, target, version, headers, irregular: [...irregular], body }
}
