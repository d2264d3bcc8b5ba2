// What each behaviour adds to a request: `npm run bench:behaviours`.
// One step in a chain, in process, no sockets: a page request of a signed-in browser goes down, the app's answer comes up. The options are
// those of the behaviour's first example. CPU time, median of rounds; a ratio of 2.0 means that the whole pass takes twice as long as without a step.
//
//   --requests N  per round, default 4000      --rounds N  default 9      --only a,b
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '9' },
    only: { type: 'string' },
  },
})
const from = (file) => import(new URL(`../dist/${file}`, import.meta.url).href)
const { Run } = await from('core/run.js')
const { EMPTY_CHAIN } = await from('core/chain.js')
const { Cancellation } = await from('core/cancellation.js')
const { REHEARSAL } = await from('core/rehearse.js')
const { readdir } = await import('node:fs/promises')

const REQUEST = {
  method: 'GET',
  target: '/account?tab=orders',
  version: '1.1',
  upstream: 0,
  headers: [
    ...['Host', 'shop.localhost', 'User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36'],
    ...['Accept', 'text/html,application/xhtml+xml', 'Accept-Encoding', 'gzip, deflate, br', 'Accept-Language', 'en'],
    ...['Sec-Fetch-Site', 'same-origin', 'Sec-Fetch-Mode', 'navigate', 'Referer', 'https://shop.localhost/'],
    ...['Cookie', 'sid=3f2b6c9d8e7a; theme=dark; _ga=GA1.1.123456789.1700000000; __Host-csrf=abcdef'],
  ],
}
const ANSWER = {
  status: 200,
  reason: 'OK',
  headers: [
    ...['Content-Type', 'text/html; charset=utf-8', 'Cache-Control', 'private, no-store', 'Vary', 'RSC'],
    ...['Set-Cookie', 'sid=3f2b6c9d8e7a; Path=/; HttpOnly; Secure; SameSite=Lax', 'ETag', '"1a2b3c"'],
    ...['X-Powered-By', 'Next.js', 'Content-Length', '17'],
  ],
}
const BODY = Buffer.from('<h1>account</h1>\n')

let id = 0
async function pass(chain) {
  const run = new Run({
    ...REHEARSAL,
    id: ++id,
    startedAt: 0,
    chain,
    request: REQUEST,
    peer: { ...REHEARSAL.peer, scheme: 'https', version: '1.1' },
    localPort: 443,
    cancellation: new Cancellation(),
    forward: async () => ({ head: ANSWER, body: BODY }),
    body: null,
    watched: false,
  })
  const { body } = await run.travel(REQUEST)
  body?.destroy?.()
  return run
}

/** CPU time of this process, so that a busy machine does not count; microseconds per request. */
async function round(chain, count) {
  const before = process.cpuUsage()
  for (let i = 0; i < count; i++) await pass(chain)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

/** Milliseconds of the quickest of five. */
async function quickest(chain) {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 5; i++) {
    const started = performance.now()
    await pass(chain)
    least = Math.min(least, performance.now() - started)
  }
  return least
}

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]
const count = Number(values.requests)
const files = await readdir(new URL('../dist/behaviours/', import.meta.url))
const names = files.filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -3))
const rows = []
for (const name of values.only?.split(',') ?? names) {
  const { default: behaviour } = await from(`behaviours/${name}.js`)
  const tools = { random: Math.random, now: Date.now, hop: 'front' }
  const hooks = behaviour.setup(behaviour.options.parse(behaviour.examples[0].options), tools)
  const chain = { hops: [{ name: 'front' }], steps: [{ hop: 'front', hopIndex: 0, name, hooks }] }
  const wait = await quickest(chain)
  const answeredBy = (await pass(chain)).answeredBy?.name
  // latency and the like: waiting is what they do.
  if (wait > 3) rows.push({ name, waits: true })
  else {
    const own = []
    const bare = []
    // Alternating, so that whatever else the machine does meets both.
    for (let i = 0; i < Number(values.rounds); i++) {
      bare.push(await round(EMPTY_CHAIN, count))
      own.push(await round(chain, count))
    }
    rows.push({ name, own: median(own), bare: median(bare), answeredBy })
  }
  hooks.close?.()
}
console.log('behaviour             µs per request   more than none   ratio to an empty chain')
for (const { name, own, bare, waits, answeredBy } of rows.sort((a, b) => (b.own ?? 0) - (a.own ?? 0))) {
  if (waits) console.log(`${name.padEnd(22)}waits: that is what it does`)
  else
    console.log(
      `${name.padEnd(22)}${own.toFixed(2).padStart(14)}${`${own < bare ? '' : '+'}${(own - bare).toFixed(2)}`.padStart(17)}${(own / bare).toFixed(2).padStart(26)}${answeredBy ? '   (answers by itself)' : ''}`,
    )
}
process.exit(0)
