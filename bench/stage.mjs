// What every benchmark stands on: an app of nothing but one answer, and the servers under comparison, each in a process of its own
// so that its CPU time can be told apart. Nothing of it outlives the process that asked for it.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generate } from 'selfsigned'

const APP = `
  const http = require('node:http')
  const head = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': 1024, 'X-Powered-By': 'Next.js', 'Set-Cookie': 'session=abcdefghijklmnopqrstuvwxyz0123456789; Path=/; HttpOnly' }
  const body = 'x'.repeat(1024)
  const ports = []
  for (let i = 0; i < 4; i++)
    http.createServer((req, res) => { res.writeHead(200, head); res.end(body) }).listen(0, '127.0.0.1', function () {
      ports.push(this.address().port)
      if (ports.length === 4) console.log(ports.join())
    })
`

/** Answers what a child prints next. */
export function line(child) {
  return new Promise((done) => child.stdout.once('data', (data) => done(data.toString().trim())))
}

export async function openStage() {
  const folder = mkdtempSync(path.join(tmpdir(), 'repro-proxy-bench-'))
  const pem = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 })
  const pemFile = path.join(folder, 'server.pem')
  writeFileSync(pemFile, pem.private + pem.cert, { mode: 0o600 })
  const app = spawn(process.execPath, ['-e', APP], { stdio: ['ignore', 'pipe', 'inherit'] })
  const children = [app]
  const close = () => {
    for (const child of children) child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', close)
  const ports = await line(app)

  return {
    folder,
    /** Of the app; it listens on four. */
    port: Number(ports.split(',')[0]),
    /** One of the kinds in servers.mjs. */
    async server(kind) {
      const program = new URL('servers.mjs', import.meta.url).pathname
      const child = spawn(process.execPath, ['--expose-gc', program, kind, ports, pemFile], {
        stdio: ['pipe', 'pipe', 'inherit'],
      })
      children.push(child)
      const port = Number(await line(child))
      const ask = async (what) => {
        child.stdin.write(`${what}\n`)
        return (await line(child)).split(' ').map(Number)
      }
      return {
        kind,
        port,
        /** CPU time so far, of all its threads: microseconds. */
        cpu: async () => (await ask('cpu'))[0],
        /** Bytes in use after a collection, and resident. */
        memory: () => ask('memory'),
        end: () => child.stdin.end(),
      }
    },
  }
}
