// The servers under comparison, each in a process of its own so that its CPU time can be told apart:
//   node bench/servers.mjs KIND APP_PORTS PEM   prints its port; then `cpu` or `memory` whenever that is asked on standard input.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'

const [kind, appPorts, pemFile] = process.argv.slice(2)
const ports = appPorts.split(',').map(Number)
const [port] = ports
const pem = readFileSync(pemFile, 'utf8')
const tls = { key: pem, cert: pem }

const starters = {
  /** The least that a forwarder can do: headers through, bodies piped. */
  async raw() {
    const agent = new http.Agent({ keepAlive: true })
    const server = http2.createSecureServer({ ...tls, allowHTTP1: true }, (req, res) => {
      const headers = { ...req.headers }
      for (const name of Object.keys(headers)) if (name.startsWith(':')) delete headers[name]
      const out = http.request(
        { host: '127.0.0.1', port, method: req.method, path: req.url, headers, agent },
        (from) => {
          const { connection, 'keep-alive': _, 'transfer-encoding': __, ...rest } = from.headers
          res.writeHead(from.statusCode, rest)
          from.pipe(res)
        },
      )
      req.pipe(out)
    })
    return listen(server)
  },
  /** http-proxy as published, with an agent; HTTP/1.1 only, since it throws on HTTP/2. */
  async 'http-proxy'() {
    const { createProxyServer } = createRequire(import.meta.url)('http-proxy')
    const agent = new http.Agent({ keepAlive: true })
    const proxy = createProxyServer({ target: { host: '127.0.0.1', port }, agent })
    const server = http2.createSecureServer({ ...tls, allowHTTP1: true }, (req, res) => proxy.web(req, res))
    return listen(server)
  },
  ours: () => ours({}),
  watched: () => ours({ watched: true }),
  diagnosed: () => ours({ watched: true, diagnosed: true }),
  jsonl: () => ours({ watched: true, diagnosed: true, jsonl: true }),
  inspected: () => ours({ watched: true, diagnosed: true, jsonl: true, inspected: true }),
  one: () => ours({ file: 'sticky.yaml' }),
  four: () => ours({ file: 'sticky.yaml', instances: ports }),
}

async function ours({ watched, diagnosed, jsonl, inspected, file = 'scenario.yaml', instances = [port] }) {
  const from = (file) => import(new URL(`../dist/${file}`, import.meta.url).href)
  // As the command line does first of all.
  const { expectShortLives } = await from('cli/collector.js')
  expectShortLives()
  const { startFront } = await from('proxy/front.js')
  const { loadScenario } = await from('scenario/load.js')
  const scenario = await loadScenario(new URL(file, import.meta.url).pathname, {})
  const origin = { scheme: 'https', host: 'shop.localhost', port: 0 }
  let observing = {}
  if (watched) {
    const { createTimeline } = await from('proxy/timeline.js')
    const { createSession } = await from('session/session.js')
    const timeline = createTimeline({ events: 2000, weight: 8_000_000 })
    if (jsonl) {
      const { recordTo } = await from('views/jsonl.js')
      const recording = recordTo(path.join(tmpdir(), `repro-proxy-bench-${process.pid}.jsonl`))
      timeline.subscribe((event) => recording.write(event))
    }
    if (inspected) {
      const { startInspector } = await from('inspector/inspector.js')
      const about = { live: true, title: 'bench', upstreams: [], values: true, scenarios: [] }
      const { url } = await startInspector({ timeline, port: 0, token: 'bench', facts: about, version: '0' })
      await openPage(url)
    }
    const { createLedger } = await from('session/ledger.js')
    timeline.subscribe(createLedger().add)
    observing = { timeline, observer: createSession({ browser: 'chromium' }) }
    if (diagnosed) observing.observer = await withDiagnoses(from, observing.observer)
  }
  const upstreams = instances.map((at, i) => {
    return { name: 'abcd'[i], scheme: 'http', host: '127.0.0.1', port: at, authority: `127.0.0.1:${at}` }
  })
  const front = await startFront({
    scenario,
    origin,
    listen: { address: '127.0.0.1', port: 0 },
    upstreams,
    tls,
    ...observing,
  })
  return front.ports.https
}

async function withDiagnoses(from, session) {
  const { createFindings } = await from('findings/findings.js')
  const { loadDiagnoses } = await from('findings/all.js')
  const { watchBoth } = await from('findings/watching.js')
  const origin = { scheme: 'https', host: 'shop.localhost', port: 443 }
  return watchBoth(session, createFindings({ origin, upstreams: [], diagnoses: await loadDiagnoses() }))
}

/** A page that is open: another process, as a browser is, that reads all it is sent. */
async function openPage(url) {
  const reader = `
    const { WebSocket } = require('ws')
    const url = new URL(${JSON.stringify(url)})
    const ws = new WebSocket('ws://' + url.host + url.pathname + 'socket', { origin: url.origin })
    ws.on('open', () => ws.send('{"t":"resume","next":0}'))
    ws.on('message', (data) => console.log(JSON.parse(data).t))
    process.on('disconnect', () => process.exit())
  `
  const stdio = ['ignore', 'pipe', 'inherit', 'ipc']
  const cwd = new URL('..', import.meta.url)
  const child = spawn(process.execPath, ['-e', reader], { stdio, cwd })
  await new Promise((done) => child.stdout.once('data', done))
  child.stdout.resume()
}

function listen(server) {
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)))
}

process.stdout.write(`${await starters[kind]()}\n`)
process.stdin.on('data', (what) => {
  if (String(what).trim() === 'memory') {
    globalThis.gc()
    const { rss, heapUsed } = process.memoryUsage()
    process.stdout.write(`${heapUsed} ${rss}\n`)
    return
  }
  const { user, system } = process.cpuUsage()
  process.stdout.write(`${user + system}\n`)
})
process.stdin.on('end', () => process.exit(0))
