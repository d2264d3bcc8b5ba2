// Two visits to one address through a front with a cache: what the app was asked, and what the visitors got.
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import type { CacheCase } from './cache-cases.ts'

export interface CachedApp {
  readonly port: number
  readonly asked: readonly { readonly path: string; readonly what: string }[]
  close(): void
}

const TOLD = ['if-none-match', 'if-modified-since', 'range']
const KEPT = [
  'etag',
  'last-modified',
  'content-range',
  'vary',
  'set-cookie',
  'x-a',
  'cache-control',
  'location',
  'x-cache-status',
]

/** Answers with the number of the visit; ids of cases are unique, so each has its own address. */
export async function startCachedApp(cases: readonly CacheCase[]): Promise<CachedApp> {
  const asked: { path: string; what: string }[] = []
  const server = http.createServer((req, res) => {
    const path = req.url ?? ''
    const { status = 200, answer } = cases.find(({ id }) => path.endsWith(`/${id}`))!
    const conditions = TOLD.filter((name) => req.headers[name] !== undefined)
    asked.push({ path, what: [req.method, ...conditions].join(' ') })
    const visit = asked.filter((one) => one.path === path).length
    const length = status === 204 ? [] : ['Content-Length', '7']
    res.writeHead(status, ['Content-Type', 'text/plain', ...dated(answer), ...length])
    res.end(status === 204 ? '' : `visit ${visit}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, asked, close: () => server.close().closeAllConnections() }
}

/** Whole minutes, so that the same date is written again a moment later. */
const minute = Math.floor(Date.now() / 60_000) * 60_000
const dated = (headers: readonly string[]) =>
  headers.map((text) => text.replace(/@(-?\d+)@/, (_, s: string) => new Date(minute + Number(s) * 1000).toUTCString()))

/** `front`: part of the address, so that several fronts can share the app. */
export async function visits(port: number, front: string, app: CachedApp, one: CacheCase): Promise<unknown[]> {
  const path = `/${front}/${one.id}`
  const seen: unknown[] = []
  for (const headers of [one.first ?? [], one.second ?? []]) {
    const before = app.asked.filter((asked) => asked.path === path).length
    const got = await ask(port, path, one.method ?? 'GET', dated(headers))
    const asked = app.asked.filter((asked) => asked.path === path).slice(before)
    seen.push({ asked: asked.map(({ what }) => what), ...got })
  }
  return seen
}

function ask(port: number, path: string, method: string, headers: readonly string[]): Promise<object> {
  const host = 'app.example.test'
  const options = { host: '127.0.0.1', port, path, method, servername: host, rejectUnauthorized: false, agent: false }
  return new Promise((resolve, reject) => {
    const req = https.request({
      ...options,
      setHost: false,
      headers: ['Host', host, ...headers],
    } as https.RequestOptions)
    req.on('error', reject)
    req.on('response', async (res) => {
      const body = (await res.setEncoding('utf8').toArray()).join('')
      const kept = KEPT.filter((name) => res.headers[name] !== undefined).map((name) => [name, res.headers[name]])
      // A page that the front made itself counts by its status.
      const own = /^visit/.test(body) || body.length < 8
      resolve({ status: res.statusCode, ...(own ? { headers: Object.fromEntries(kept), body } : {}) })
    })
    req.end()
  })
}
