// node bench/memory.mjs [--requests=200000]: the memory of a watched front over many exchanges, ten times on the way. The
// in-memory timeline is bounded (2000 events here), so after the first tenths the figure must stay where it is.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generate } from 'selfsigned'

const requests = Number(process.argv.find((arg) => arg.startsWith('--requests='))?.split('=')[1] ?? 200_000)
const folder = mkdtempSync(path.join(tmpdir(), 'repro-proxy-bench-'))
const pem = await generate([{ name: 'commonName', value: 'localhost' }], { keySize: 2048 })
const pemFile = path.join(folder, 'server.pem')
writeFileSync(pemFile, pem.private + pem.cert, { mode: 0o600 })
const app = `
  const head = { 'Content-Type': 'text/html', 'Content-Length': 1024, 'Set-Cookie': 'session=abcdefghijklmnopqrstuvwxyz; Path=/; HttpOnly' }
  require('node:http').createServer((req, res) => { res.writeHead(200, head); res.end('x'.repeat(1024)) })
    .listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
const origin = spawn(process.execPath, ['-e', app], { stdio: ['ignore', 'pipe', 'inherit'] })
const servers = new URL('servers.mjs', import.meta.url).pathname
const front = spawn(process.execPath, ['--expose-gc', servers, 'watched', await line(origin), pemFile], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const port = await line(front)
const sizes = []
for (let tenth = 1; tenth <= 10; tenth++) {
  execFileSync(
    'h2load',
    ['-n', String(requests / 10), '-c', '8', '--h1', '-H', 'cookie: session=abc', `https://127.0.0.1:${port}/`],
    { stdio: 'ignore' },
  )
  front.stdin.write('?\n')
  const [, rss, heap] = (await line(front)).split(' ').map((bytes) => Number(bytes) / 1e6)
  sizes.push(heap)
  const done = String((requests / 10) * tenth).padStart(8)
  console.log(`${done} exchanges   ${heap.toFixed(1)} MB in use after a collection, ${rss.toFixed(1)} MB resident`)
}
const settled = sizes.slice(3)
console.log(`after warm-up what is in use moves by ${(Math.max(...settled) - Math.min(...settled)).toFixed(1)} MB`)
front.stdin.end()
origin.kill()
rmSync(folder, { recursive: true })

function line(child) {
  return new Promise((done) => child.stdout.once('data', (data) => done(data.toString().trim())))
}
