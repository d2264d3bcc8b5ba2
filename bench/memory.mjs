// The memory of a watched front over many exchanges, ten times on the way. The in-memory timeline is bounded (2000 events here), so
// after the first three tenths the figure must stay where it is. Alone: node bench/memory.mjs [--requests=200000]
import { fileURLToPath } from 'node:url'
import { load } from './load.mjs'
import { openStage } from './stage.mjs'

export async function memory(stage, requests) {
  const server = await stage.server('diagnosed')
  const sizes = []
  for (let tenth = 1; tenth <= 10; tenth++) {
    load(server.port, 'h1', requests / 10)
    const [used, resident] = (await server.memory()).map((bytes) => bytes / 1e6)
    sizes.push(used)
    const done = String((requests / 10) * tenth).padStart(8)
    console.log(
      `${done} exchanges   ${used.toFixed(1)} MB in use after a collection, ${resident.toFixed(1)} MB resident`,
    )
  }
  server.end()
  const settled = sizes.slice(3)
  const moves = Math.max(...settled) - Math.min(...settled)
  console.log(`  after warm-up what is in use moves by ${moves.toFixed(1)} MB   (wanted: 20 at most)`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.find((arg) => arg.startsWith('--requests='))?.split('=')[1]
  await memory(await openStage(), Number(given ?? 200_000))
  process.exit()
}
