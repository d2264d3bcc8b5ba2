// One large body through every scenario: how much memory the proxy needs for it. `node bench/body-memory.mjs`
//   --size MIB  default 1024     --scenario a,b  default all     --most MB  default 50; exit status 2 when one needs more
// A body that has not come through after a minute is ended there.
// The proxy runs as people start it; its resident memory is read from /proc (Linux) before the body and while it flows.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '1024' },
    scenario: { type: 'string' },
    most: { type: 'string', default: '50' },
  },
})
const root = fileURLToPath(new URL('../', import.meta.url))
const shipped = (await readdir(join(root, 'scenarios'))).filter((file) => file.endsWith('.yaml'))
const names = values.scenario?.split(',') ?? shipped.map((file) => file.slice(0, -5))
const size = Number(values.size) * 1048576
const piece = Buffer.alloc(65_536, 'x')

const app = http.createServer((req, res) => {
  req.resume()
  if (!req.url.includes('/big')) return res.end('ok')
  res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': size })
  let left = size
  const more = () => {
    while (left > 0) {
      left -= piece.length
      if (!res.write(piece)) return res.once('drain', more)
    }
    res.end()
  }
  more()
})
app.listen(0, '127.0.0.1')
await once(app, 'listening')
const upstream = `http://127.0.0.1:${app.address().port}`
const state = await mkdtemp(join(tmpdir(), 'repro-proxy-memory-'))
let over = 0
try {
  for (const name of names) {
    const row = await measure(name)
    if (row.more > Number(values.most)) over++
    console.log(
      `${name.padEnd(30)} status ${row.status}  ${(row.bytes / 1048576).toFixed(0).padStart(5)} MiB  before ${row.before.toFixed(0)} MB  most ${row.most.toFixed(0)} MB  +${row.more.toFixed(0)} MB`,
    )
  }
} finally {
  app.close()
  app.closeAllConnections()
  await rm(state, { recursive: true, force: true })
}
process.exitCode = over > 0 ? 2 : 0

async function measure(name) {
  const port = await freePort()
  const args = ['bin/repro-proxy.js', '--scenario', name, '--host', 'app.example.test', '--port', String(port)]
  const child = spawn(process.execPath, [...args, '--upstream', upstream, '--upstream', upstream, '--log', 'quiet'], {
    cwd: root,
    env: { ...process.env, REPRO_PROXY_STATE_DIR: state },
    stdio: 'ignore',
  })
  try {
    while (!(await accepts(port))) {
      if (child.exitCode !== null) throw new Error(`${name} did not start`)
      await new Promise((done) => setTimeout(done, 100))
    }
    // What the first requests load is no matter of bodies.
    for (let i = 0; i < 20; i++) await get(port, '/app/small')
    const before = await resident(child.pid)
    let most = before
    const watching = setInterval(async () => {
      most = Math.max(most, await resident(child.pid).catch(() => 0))
    }, 50)
    const got = await get(port, '/app/big')
    clearInterval(watching)
    return { ...got, before, most, more: most - before }
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
  }
}

async function resident(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]) / 1000
}

function get(port, path) {
  return new Promise((resolve) => {
    const host = 'app.example.test'
    const options = {
      host: '127.0.0.1',
      port,
      path,
      servername: host,
      headers: { Host: host },
      rejectUnauthorized: false,
    }
    const req = https.get({ ...options, agent: false }, (res) => {
      let bytes = 0
      res.on('data', (chunk) => {
        bytes += chunk.length
      })
      // A narrow line would take hours for it; what memory it needs shows within a minute.
      const late = setTimeout(() => res.destroy(), 60_000)
      res.on('error', () => {})
      res.on('close', () => {
        clearTimeout(late)
        resolve({ status: res.statusCode, bytes })
      })
    })
    req.on('error', () => resolve({ status: 0, bytes: 0 }))
  })
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  await new Promise((done) => server.close(done))
  return port
}
