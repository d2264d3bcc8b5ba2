// The app that the cookie flows are played against: every address answers what it was made to answer. It numbers its answers
// (X-Exchange), so that what the proxy saw and what the browser said can be laid side by side.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

export interface FlowAnswer {
  readonly status?: number
  /** Set-Cookie lines. */
  readonly set?: readonly string[]
  /** Redirects there: 302, unless `status` says otherwise. */
  readonly to?: string
  readonly html?: string
  /** Instead of a page: the very text. */
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Milliseconds until the answer. */
  readonly after?: number
}

export interface FlowApp {
  readonly port: number
  /** Makes the path answer so; answers the target to ask for: the path with a number of its own. */
  answer(path: string, answer: FlowAnswer): string
  close(): Promise<void>
}

export async function startFlowApp(): Promise<FlowApp> {
  const answers: FlowAnswer[] = []
  let exchange = 0

  const headersOf = (req: IncomingMessage, { set = [], to, headers = {} }: FlowAnswer): [string, string][] => {
    exchange += 1
    // Any page may read it: the flows are about cookies, and CORS must not be in their way.
    const origin = req.headers.origin
    const open: Record<string, string> = origin
      ? {
          'Access-Control-Allow-Origin': origin,
          'Access-Control-Allow-Credentials': 'true',
          'Access-Control-Allow-Headers': 'x-flow',
          'Access-Control-Allow-Methods': 'PUT, DELETE',
        }
      : {}
    const all = { 'X-Exchange': String(exchange), 'Cache-Control': 'no-store', ...open, ...headers }
    return [
      ...Object.entries(all),
      ...(to ? [['Location', to] as [string, string]] : []),
      ...set.map((line) => ['Set-Cookie', line] as [string, string]),
    ]
  }
  const asked = (req: IncomingMessage): FlowAnswer => {
    const number = new URL(req.url ?? '/', 'http://app').searchParams.get('n')
    return answers[Number(number ?? Number.NaN)] ?? { status: 404 }
  }

  const server = createServer((req, res) => {
    const preflight = req.method === 'OPTIONS'
    const answer = preflight ? { status: 204 } : asked(req)
    req.resume()
    setTimeout(() => {
      const { status = answer.to ? 302 : 200, html = '' } = answer
      const headers = headersOf(req, answer)
      if (!headers.some(([name]) => name === 'Date')) headers.push(['Date', new Date().toUTCString()])
      res.sendDate = false
      const typed = headers.some(([name]) => name === 'Content-Type')
      if (!typed) headers.push(['Content-Type', 'text/html; charset=utf-8'])
      res.writeHead(status, headers.flat())
      res.end(
        preflight
          ? undefined
          : (answer.body ?? `<!doctype html><link rel="icon" href="data:,"><title>flow</title>${html}`),
      )
    }, answer.after ?? 0)
  })
  const sockets = new WebSocketServer({ noServer: true })
  sockets.on('headers', (lines, req) => {
    for (const [name, value] of headersOf(req, asked(req))) lines.push(`${name}: ${value}`)
  })
  server.on('upgrade', (req, socket, head) => {
    sockets.handleUpgrade(req, socket, head, (one) => one.send('hello'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    answer(path, answer) {
      answers.push(answer)
      return `${path}${path.includes('?') ? '&' : '?'}n=${answers.length - 1}`
    },
    async close() {
      for (const one of sockets.clients) one.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
