// One golden case through one front: what the app received and what the browser got, without what changes from run to run.
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { GoldenCase } from './golden-cases.ts'

export interface Seen {
  /** Null: the front answered by itself. */
  readonly app: { line: string; headers: Record<string, string[]>; body: string } | null
  readonly client: { status: number; headers: Record<string, string[]>; body: string }
}

export interface GoldenApp {
  readonly port: number
  /** What came since the last call. */
  take(): { line: string; rawHeaders: string[]; body: string }[]
  close(): void
}

/** Answers as the case in the path says; the answer's `Date` and framing are Node's. */
export async function startGoldenApp(cases: readonly GoldenCase[]): Promise<GoldenApp> {
  const came: { line: string; rawHeaders: string[]; body: string }[] = []
  const server = http.createServer({ maxHeaderSize: 1 << 20 }, async (req, res) => {
    const body = (await req.setEncoding('latin1').toArray()).join('')
    came.push({ line: `${req.method} ${req.url}`, rawHeaders: req.rawHeaders, body })
    const { answer } = cases.find(({ id }) => id === req.headers['x-case'])!
    const conditional = answer?.status === 304 && req.headers['if-none-match'] === undefined
    const { headers = [] } = answer ?? {}
    const status = conditional ? 200 : (answer?.status ?? 200)
    const { body: text = status === 302 || status === 304 ? '' : 'ok\n' } = answer ?? {}
    const own = headers.map((word) => word.replace('@APP@', String((server.address() as AddressInfo).port)))
    const length = status === 304 ? [] : ['Content-Length', String(text.length)]
    res.writeHead(status, ['Content-Type', 'text/plain', ...own, ...length]).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    take: () => came.splice(0),
    close: () => server.close().closeAllConnections(),
  }
}

export async function exchange(port: number, app: GoldenApp, one: GoldenCase): Promise<Seen> {
  app.take()
  const got = await (one.http2 ? ask2(port, one) : ask(port, one))
  const [first] = app.take()
  const masked = (headers: string[]) => grouped(headers, [port, app.port])
  return {
    app: first ? { line: first.line, headers: masked(first.rawHeaders), body: first.body } : null,
    client: { status: got.status, headers: masked(got.rawHeaders), body: got.body },
  }
}

interface Got {
  readonly status: number
  readonly rawHeaders: string[]
  readonly body: string
}

const pathOf = ({ id, path }: GoldenCase) => path ?? `/c/${id}`
const HOST = 'app.example.test'

function ask(port: number, one: GoldenCase): Promise<Got> {
  const { host = HOST, headers = [], body, method = 'GET' } = one
  const length = body === undefined ? [] : ['Content-Length', String(body.length)]
  return new Promise((resolve, reject) => {
    const req = https.request({
      host: '127.0.0.1',
      port,
      servername: HOST,
      rejectUnauthorized: false,
      agent: false,
      method,
      path: pathOf(one),
      maxHeaderSize: 1 << 20,
      setHost: false,
      headers: ['Host', host, ...headers, 'X-Case', one.id, ...length],
    } as https.RequestOptions)
    req.on('error', reject)
    req.on('response', async (res) => {
      const text = (await res.setEncoding('latin1').toArray()).join('')
      resolve({ status: res.statusCode ?? 0, rawHeaders: res.rawHeaders, body: text })
    })
    req.end(body)
  })
}

function ask2(port: number, { id, headers = [], method = 'GET', path = `/c/${id}` }: GoldenCase): Promise<Got> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false, servername: HOST })
    session.on('error', reject)
    const stream = session.request({
      ':method': method,
      ':path': path,
      ':authority': HOST,
      ...several([...headers, 'x-case', id]),
    })
    let got: Got = { status: 0, rawHeaders: [], body: '' }
    stream.on('response', (head, _flags, raw?: string[]) => {
      const rawHeaders = (raw ?? Object.entries(head).flat().map(String)).slice()
      got = { ...got, status: Number(head[':status']), rawHeaders: withoutPseudo(rawHeaders) }
    })
    stream.setEncoding('latin1').on('data', (text: string) => {
      got = { ...got, body: got.body + text }
    })
    stream.on('error', reject).on('end', () => {
      session.close()
      resolve(got)
    })
  })
}

function several(flat: readonly string[]): Record<string, string[]> {
  const out: Record<string, string[]> = {}
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i]!.toLowerCase()
    const before = out[name] ?? []
    out[name] = [...before, flat[i + 1]!]
  }
  return out
}

const withoutPseudo = (flat: string[]) => flat.filter((_, i) => !flat[i - (i % 2)]!.startsWith(':'))

/** By name without case, with order kept among lines of one name; ports, dates and numbers of fetches are masked. */
function grouped(flat: readonly string[], ports: readonly number[]): Record<string, string[]> {
  const out: Record<string, string[]> = {}
  for (const [name, values] of Object.entries(several(flat)).sort(([a], [b]) => (a < b ? -1 : 1))) {
    out[name] = values.map((value) => {
      if (name === 'date') return 'now'
      if (name === 'x-varnish') return value.replace(/\d+/g, 'n')
      return ports.reduce((text, port) => text.replaceAll(`:${port}`, ':port'), value)
    })
  }
  return out
}
