// npm run bench: what a request costs, in CPU time of the server process, against the least that a forwarder can do.
// Every round runs all servers one after the other against one app; the medians of the rounds are compared, so that a
// machine that slows down slows all of them. Then waiting, starting, and memory.
//
//   --rounds=N   default 5       --requests=N  per round and server, default 8000
//   --clients=N  default 8       --warm-up=N   that each server answers before its first round, default 12000: code
//                                              that has just begun to run is not what is measured
//   --exchanges=N for the memory, default 200000
//   --no-KIND for one of the kinds below (no raw: none of them), --no-h2, --no-instances, --no-latency, --no-start-up, --no-memory, --no-behaviours
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { load, median, needH2load, oneByOne } from './load.mjs'
import { memory } from './memory.mjs'
import { openStage } from './stage.mjs'
import { startUp } from './start-up.mjs'

const KINDS = {
  raw: { label: 'raw node:http' },
  'http-proxy': { label: 'bare http-proxy' },
  ours: { label: 'repro-proxy, nobody watches', wanted: 1.3 },
  watched: { label: 'watched (timeline, jar, ledger, echo)', wanted: 1.7 },
  diagnosed: { label: 'watched + all diagnoses', wanted: 2.0 },
  jsonl: { label: 'watched + diagnoses + JSONL recording', wanted: 2.2 },
  inspected: { label: 'the same, recording, inspector open', wanted: 2.4 },
}
const given = (name, otherwise) =>
  Number(process.argv.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise)
const without = (name) => process.argv.includes(`--no-${name}`)
const [rounds, requests, clients] = [given('rounds', 5), given('requests', 8000), given('clients', 8)]
const warmUp = given('warm-up', 12_000)

needH2load()
const stage = await openStage()
const servers = new Map()
for (const kind of Object.keys(KINDS).filter((kind) => !without(kind))) servers.set(kind, await stage.server(kind))

if (!without('instances')) {
  servers.set('one', await stage.server('one'))
  servers.set('four', await stage.server('four'))
}

for (const version of !servers.has('raw') ? [] : without('h2') ? ['h1'] : ['h1', 'h2']) {
  const kinds = Object.keys(KINDS).filter((kind) => servers.has(kind) && (version === 'h1' || kind !== 'http-proxy'))
  const costs = await interleaved(kinds, (kind, count) => load(servers.get(kind).port, version, count, { clients }))
  const base = median(costs.raw)
  title(`CPU time per request, TLS ${version}, ${requests} requests x ${rounds} rounds, ${clients} connections`)
  for (const kind of kinds) {
    const { label, wanted } = KINDS[kind]
    const each = costs[kind].map((cost, i) => cost / costs.raw[i])
    const span = `rounds ${Math.min(...each).toFixed(2)} to ${Math.max(...each).toFixed(2)}`
    const cost = `${median(costs[kind]).toFixed(1).padStart(7)} us`
    const ratio = `${(median(costs[kind]) / base).toFixed(2)}x raw`
    console.log(`  ${label.padEnd(40)} ${cost}   ${ratio}   (${span}${wanted ? `; wanted: ${wanted}` : ''})`)
  }
}

if (!without('instances')) {
  const tied = { one: ['s1', 's1', 's1', 's1'], four: ['s1', 's2', 's3', 's4'] }
  const costs = await interleaved(['one', 'four'], (kind, count) => {
    for (const name of tied[kind]) load(servers.get(kind).port, 'h1', count / 4, { clients, cookie: `SRV=${name}` })
  })
  title('CPU time per request, sticky balance, nobody watches')
  for (const [kind, label] of Object.entries({ one: 'one instance', four: 'four instances' }))
    console.log(`  ${label.padEnd(40)} ${median(costs[kind]).toFixed(1).padStart(7)} us`)
  const ratio = median(costs.four) / median(costs.one)
  console.log(`  ${'four against one'.padEnd(40)} ${ratio.toFixed(2).padStart(6)}x       (wanted: 1.1)`)
}

if (!without('latency')) {
  const times = { raw: [], ours: [], diagnosed: [] }
  for (let round = -1; round < rounds; round++) {
    for (const kind of Object.keys(times)) {
      const p50 = median(await oneByOne(servers.get(kind).port, 400))
      if (round >= 0) times[kind].push(p50)
    }
  }
  title('Time of a request at one connection, h1, p50')
  for (const [kind, list] of Object.entries(times)) {
    const more = kind === 'raw' ? '' : `   (+${(median(list) - median(times.raw)).toFixed(3)} over raw; wanted: 0.4)`
    console.log(`  ${KINDS[kind].label.padEnd(40)} ${median(list).toFixed(3).padStart(7)} ms${more}`)
  }
}
for (const server of servers.values()) server.end()

if (!without('start-up')) {
  const { node, help, ready } = await startUp(rounds, stage)
  title('Starting')
  console.log(`  ${'ready to serve, certificates there'.padEnd(40)} ${ready.toFixed(0).padStart(7)} ms   (wanted: 300)`)
  console.log(`  ${'--help'.padEnd(40)} ${help.toFixed(0).padStart(7)} ms   (wanted: 200)`)
  console.log(`  ${'Node itself, part of both'.padEnd(40)} ${node.toFixed(0).padStart(7)} ms`)
}
if (!without('memory')) {
  title('Memory of a watched front')
  await memory(stage, given('exchanges', 200_000))
}
if (!without('behaviours')) {
  console.log('')
  execFileSync(process.execPath, [fileURLToPath(new URL('behaviours.mjs', import.meta.url))], { stdio: 'inherit' })
}
process.exit()

/** Microseconds per request of each kind, one figure for each round. */
async function interleaved(kinds, run) {
  const costs = Object.fromEntries(kinds.map((kind) => [kind, []]))
  for (let round = -1; round < rounds; round++) {
    for (const kind of kinds) {
      const count = round < 0 ? warmUp : requests
      const before = await servers.get(kind).cpu()
      run(kind, count)
      if (round >= 0) costs[kind].push(((await servers.get(kind).cpu()) - before) / count)
    }
  }
  return costs
}

function title(text) {
  console.log(`\n${text}`)
}
