// Apps to be started, and a look at what is left of them.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

/** Says who it is; /crash ends it; it may have a child, which goes on when it is gone, or even when it is asked to end. */
const SERVER = `
import { spawn } from 'node:child_process'
import http from 'node:http'
const goesOn = 'setInterval(() => {}, 1000);'
const child = (code) => spawn(process.execPath, ['-e', code, import.meta.filename], { stdio: 'ignore' })
if (process.argv.includes('--with-child')) child(goesOn)
if (process.env.SLOW_END) process.on('SIGTERM', () => setTimeout(() => (console.log('bye'), process.exit(0)), 200))
if (process.argv.includes('--with-stubborn')) child(goesOn + "process.on('SIGTERM', () => {})")
const server = http.createServer((req, res) => {
  if (req.url === '/crash') process.exit(3)
  if (req.url === '/time') return res.end(String(Date.now()))
  if (req.url.startsWith('/env/')) return res.end(process.env[req.url.slice(5)] ?? '')
  res.end('pid ' + process.pid)
})
const at = process.argv.find((word) => word.startsWith('--at='))?.slice(5) ?? process.env.PORT
server.listen(Number(at), () => console.log('up at http://localhost:' + at))
`

/** A folder with server.mjs, gone after the test; its path is in the arguments of everything that runs from it. */
export async function appFolder(files: Record<string, string> = {}): Promise<{ folder: string; server: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'repro-proxy-app-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const server = join(folder, 'server.mjs')
  await writeFile(server, SERVER)
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return { folder, server }
}

/** Command lines of processes that name that folder, ours aside. */
export async function processesOf(folder: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'stat=,args='])
  return stdout
    .split('\n')
    .filter((line) => line.includes(folder) && !line.includes('repro-proxy.js') && !line.trim().startsWith('Z'))
}

/** Looks until it is so; a generous while. */
export async function eventually(look: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const end = Date.now() + 15_000; !(await look()); ) {
    if (Date.now() > end) throw new Error(`not so after 15 s: ${what}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}
