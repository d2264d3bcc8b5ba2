// node bench/jar-memory.mjs: what the session remembers, in MB of heap, after 200 browser profiles have been given 50 cookies
// each and have sent them back. Needs the build and --expose-gc, which it starts itself with.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CLIENTS = 200
const COOKIES = 50
/** Bytes of a value: a session id; and, for each profile, one session in four chunks. */
const [VALUE, CHUNK] = [60, 3500]
const LIMIT = 100

if (globalThis.gc === undefined) {
  const { status } = spawnSync(process.execPath, ['--expose-gc', fileURLToPath(import.meta.url)], { stdio: 'inherit' })
  process.exit(status ?? 1)
}

const { createSession } = await import('../dist/session/session.js')
const { createLedger } = await import('../dist/session/ledger.js')
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'
const fetched = ['Sec-Fetch-Site', 'none', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document']

let id = 0
function exchange(client, cookie, set) {
  id += 1
  const headers = ['Host', 'shop.localhost', 'User-Agent', `${userAgent} profile/${client}`, ...fetched]
  if (cookie !== '') headers.push('Cookie', cookie)
  const request = { method: 'GET', target: '/', headers, version: '2.0' }
  const answer = { status: 200, reason: 'OK', headers: set.flatMap((line) => ['Set-Cookie', line]) }
  const ends = { story: [], end: 'complete', plumbing: false, bytes: { request: 0, response: 0 } }
  return {
    ...{
      type: 'exchange',
      id,
      at: Date.parse('2026-11-23T10:00:00Z') + id * 1000,
      headMs: 5,
      ms: 6,
      connection: client,
    },
    ...{ scheme: 'https', host: 'shop.localhost', kind: 'document', browser: { request, response: answer } },
    ...{ app: { request, response: answer, instance: 'a' }, attempts: 1, changes: [], ...ends },
  }
}

const fill = (text, size) => `${text}-`.repeat(Math.ceil(size / (text.length + 1))).slice(0, size)
const heap = () => {
  for (let i = 0; i < 4; i++) globalThis.gc()
  return process.memoryUsage().heapUsed
}

const before = heap()
const session = createSession()
const ledger = createLedger({ lives: CLIENTS * COOKIES, moments: 200 })
for (let client = 1; client <= CLIENTS; client++) {
  const pairs = Array.from({ length: COOKIES }, (_, i) =>
    i < 4 ? [`session.${i}`, fill(`${client}-${i}`, CHUNK)] : [`cookie-${i}`, fill(`${client}-${i}`, VALUE)],
  )
  const lines = pairs.map(([name, value]) => `${name}=${value}; Path=/; HttpOnly; Secure; SameSite=Lax`)
  const cookie = pairs.map(([name, value]) => `${name}=${value}`).join('; ')
  for (const seen of [exchange(client, '', lines), exchange(client, cookie, []), exchange(client, cookie, [])]) {
    const { exchange: told, moments } = session.observe(seen)
    for (const event of [told, ...moments]) ledger.add(event)
  }
}
const clients = session.clients()
const cookies = clients.reduce((sum, { jar }) => sum + jar.stored().length, 0)
const { compared, agreed } = session.agreement()
const mb = (heap() - before) / 1e6
console.log(
  `${clients.length} clients, ${cookies} cookies, ${ledger.lives().length} lives in the ledger, echo ${agreed} of ${compared}: ${mb.toFixed(1)} MB of heap (limit ${LIMIT})`,
)
if (clients.length !== CLIENTS || cookies !== CLIENTS * COOKIES || mb > LIMIT) process.exitCode = 1
