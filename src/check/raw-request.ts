// One request to the front as a browser would send it, without following anything.
import http from 'node:http'
import https from 'node:https'
import zlib from 'node:zlib'
import type { Door } from './visitor.ts'

export interface Raw {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly setCookie: readonly string[]
  readonly body: string
}

const PATIENCE = 15_000
const MOST = 4_000_000

export interface RawRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Node 22.15 and newer. */
const unpackZstd = Reflect.get(zlib, 'zstdDecompressSync') as typeof zlib.brotliDecompressSync | undefined

/** As Chromium says it (a cache may keep an answer for each): br and zstd over TLS only. */
function taken({ protocol }: URL, zstd: boolean): string {
  return `gzip, deflate${protocol === 'https:' ? `, br${zstd ? ', zstd' : ''}` : ''}`
}

/** Asked as a browser asks. What this Node cannot unpack is asked for once more without it, so such a request must be a safe one. */
export async function ask(url: URL, door: Door, agent: https.Agent, request: RawRequest): Promise<Raw> {
  const safe = request.method === 'GET'
  const raw = await once(url, door, agent, request, taken(url, safe || unpackZstd !== undefined))
  const packed = unpackZstd === undefined && /^zstd$/i.test(raw.headers['content-encoding'] ?? '')
  return packed && safe ? once(url, door, agent, request, taken(url, false)) : raw
}

/** http:// goes to the same port: the front answers it as nginx does plain HTTP on a TLS port. Rejects with Node's error. */
function once(
  url: URL,
  door: Door,
  agent: https.Agent,
  { method, headers, body }: RawRequest,
  coding: string,
): Promise<Raw> {
  const place = { host: door.address ?? '127.0.0.1', port: door.port, path: url.pathname + url.search, method }
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body, 'latin1')) }
  const sent = { host: url.host, 'accept-encoding': coding, ...headers, ...length }
  return new Promise((resolve, reject) => {
    const done = (answer: http.IncomingMessage) => {
      const parts: Buffer[] = []
      let size = 0
      answer.on('data', (part: Buffer) => {
        size += part.length
        if (size <= MOST) parts.push(part)
      })
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          // Bytes, one per character, as the jar expects them.
          setCookie: answer.headers['set-cookie'] ?? [],
          body: plainBody(Buffer.concat(parts), answer.headers['content-encoding']).toString('utf8'),
        }),
      )
    }
    const request =
      url.protocol === 'https:'
        ? https.request({ ...place, agent, servername: url.hostname, ca: [...door.authorities], headers: sent }, done)
        : http.request({ ...place, headers: sent }, done)
    request.setTimeout(PATIENCE, () => request.destroy(new Error(`no answer within ${PATIENCE / 1000} s`)))
    request.on('error', reject)
    request.end(body, 'latin1')
  })
}

/** What claims to be packed and is not is read as it came. */
function plainBody(bytes: Buffer, coding = ''): Buffer {
  if (bytes.length === 0) return bytes
  const limit = { maxOutputLength: MOST }
  try {
    if (/^br$/i.test(coding)) return zlib.brotliDecompressSync(bytes, limit)
    if (unpackZstd && /^zstd$/i.test(coding)) return unpackZstd(bytes, limit)
    if (/^(?:x-)?(?:gzip|deflate)$/i.test(coding)) return zlib.unzipSync(bytes, limit)
  } catch {}
  return bytes
}
