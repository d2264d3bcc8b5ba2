// npm run bench: what a request costs, in CPU time of the server process, against the least that a forwarder can do.
// Every round runs all servers one after the other against one origin; the medians of the rounds are compared, so that a
// machine that slows down slows all of them.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generate } from 'selfsigned'

const { rounds, requests, clients } = options()
const here = new URL('.', import.meta.url).pathname
const folder = mkdtempSync(path.join(tmpdir(), 'repro-proxy-bench-'))
const pem = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 })
const pemFile = path.join(folder, 'server.pem')
writeFileSync(pemFile, pem.private + pem.cert, { mode: 0o600 })

const body = 'x'.repeat(1024)
const origin = spawn(
  process.execPath,
  [
    '-e',
    `
  const http = require('node:http')
  const head = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': 1024, 'X-Powered-By': 'Next.js', 'Set-Cookie': 'session=abcdefghijklmnopqrstuvwxyz0123456789; Path=/; HttpOnly' }
  http.createServer((req, res) => { res.writeHead(200, head); res.end(${JSON.stringify(body)}) }).listen(0, '127.0.0.1', function () { console.log(this.address().port) })
`,
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
const originPort = Number(await line(origin))
await probe(originPort)

const KINDS = ['raw', 'http-proxy', 'ours', 'watched', 'jsonl', 'inspected'].filter(
  (kind) => !process.argv.includes(`--no-${kind}`),
)
const LABELS = {
  raw: 'raw node:http',
  'http-proxy': 'bare http-proxy',
  ours: 'repro-proxy, nobody watches',
  watched: 'watched (cookies, ledger, diagnoses)',
  jsonl: 'watched + JSONL recording',
  inspected: 'watched + JSONL + open inspector',
}
const servers = new Map()
// A round that fails must not leave them running.
process.on('exit', () => {
  for (const { child } of servers.values()) child.kill()
  origin.kill()
})
for (const kind of KINDS) {
  const child = spawn(
    process.execPath,
    ['--expose-gc', path.join(here, 'servers.mjs'), kind, String(originPort), pemFile],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  servers.set(kind, { child, port: Number(await line(child)) })
}
for (const version of ['h1', 'h2']) {
  const kinds = KINDS.filter((kind) => version === 'h1' || kind !== 'http-proxy')
  const figures = new Map(kinds.map((kind) => [kind, []]))
  for (let round = -1; round < rounds; round++) {
    for (const kind of kinds) {
      const before = await cpu(kind)
      load(servers.get(kind).port, version, requests, clients)
      const cost = ((await cpu(kind)) - before) / requests
      if (round >= 0) figures.get(kind).push(cost)
    }
  }
  const base = median(figures.get('raw'))
  console.log(`\nCPU time per request, TLS ${version}, ${requests} requests x ${rounds} rounds, ${clients} connections`)
  for (const kind of kinds) {
    const cost = median(figures.get(kind))
    const spread = figures.get(kind).map((one, i) => one / figures.get('raw')[i])
    console.log(
      `  ${LABELS[kind].padEnd(40)} ${cost.toFixed(1).padStart(7)} us   ${(cost / base).toFixed(2)}x raw   (rounds ${Math.min(...spread).toFixed(2)} to ${Math.max(...spread).toFixed(2)})`,
    )
  }
}
console.log('\nLatency at one connection, h1, p50 of a request (repro-proxy and raw in turn)')
const p50 = { raw: [], ours: [], watched: [] }
for (let round = 0; round < rounds; round++)
  for (const kind of Object.keys(p50)) p50[kind].push(latency(servers.get(kind).port))
for (const [kind, times] of Object.entries(p50))
  console.log(
    `  ${LABELS[kind].padEnd(40)} ${median(times).toFixed(3)} ms   (+${(median(times) - median(p50.raw)).toFixed(3)} over raw)`,
  )

for (const { child } of servers.values()) child.stdin.end()
origin.kill()
rmSync(folder, { recursive: true })
if (!process.argv.includes('--no-behaviours')) {
  console.log('')
  execFileSync(process.execPath, [path.join(here, 'behaviours.mjs')], { stdio: 'inherit' })
}

async function cpu(kind) {
  const { child } = servers.get(kind)
  child.stdin.write('?\n')
  return Number((await line(child)).split(' ')[0])
}

function line(child) {
  return new Promise((done) => child.stdout.once('data', (data) => done(data.toString().trim())))
}

function load(port, version, n, c) {
  const args = [
    '-n',
    String(n),
    '-c',
    String(c),
    ...(version === 'h1' ? ['--h1'] : ['-m', '4']),
    '-H',
    'cookie: session=abcdefghijklmnopqrstuvwxyz0123456789',
    '-H',
    'user-agent: Mozilla/5.0 bench',
    `https://127.0.0.1:${port}/`,
  ]
  const out = execFileSync('h2load', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const done = /(\d+) succeeded/.exec(out)
  if (Number(done?.[1]) !== n) {
    const page = ['-sk', '-i', '-A', 'Mozilla/5.0 bench', `https://127.0.0.1:${port}/`]
    const answer = execFileSync('curl', page, { encoding: 'utf8' })
    throw new Error(`h2load: not all requests succeeded\n${out}\nNow it answers:\n${answer.slice(0, 3000)}`)
  }
  return out
}

function latency(port) {
  const out = load(port, 'h1', 2000, 1)
  const mean = /time for request:\s+\S+\s+\S+\s+(\S+?)(us|ms)/.exec(out)
  return Number(mean[1]) / (mean[2] === 'us' ? 1000 : 1)
}

function median(list) {
  const sorted = [...list].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

async function probe(port) {
  await new Promise((done, fail) =>
    http.get({ port, host: '127.0.0.1' }, (res) => res.resume().on('end', done)).on('error', fail),
  )
  try {
    execFileSync('h2load', ['--version'], { stdio: 'ignore' })
  } catch {
    console.error('bench: needs h2load; install it (Debian: nghttp2-client, macOS: brew install nghttp2)')
    process.exit(2)
  }
}

function options() {
  const given = (name, otherwise) =>
    Number(process.argv.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise)
  return { rounds: given('rounds', 5), requests: given('requests', 8000), clients: given('clients', 8) }
}
