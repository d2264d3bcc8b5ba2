// How long people wait: until the front is up with its certificates made before, and until --help is there. Node's own start is
// measured beside them, since it is part of both and differs from machine to machine.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './load.mjs'

const PROGRAM = fileURLToPath(new URL('../bin/repro-proxy.js', import.meta.url))

/** Milliseconds until `said` stands on standard output, or until the end when nothing is waited for. */
function timed(args, { env, cwd }, said) {
  const started = performance.now()
  const child = spawn(process.execPath, args, { env, cwd, stdio: ['ignore', 'pipe', 'ignore'] })
  return new Promise((done, fail) => {
    let out = ''
    let time
    child.on('error', fail)
    child.stdout.on('data', (data) => {
      out += data
      if (time !== undefined || said === undefined || !out.includes(said)) return
      time = performance.now() - started
      child.kill('SIGINT')
    })
    child.on('close', () => {
      if (said !== undefined && time === undefined) fail(new Error(`it never said "${said}":\n${out}`))
      else done(time ?? performance.now() - started)
    })
  })
}

/** Medians of as many rounds, in turn, after one round that makes what is kept on disk. */
export async function startUp(rounds, { folder, port }) {
  const env = { ...process.env, REPRO_PROXY_STATE_DIR: join(folder, 'state'), NO_COLOR: '1' }
  const around = { env, cwd: folder }
  const front = [PROGRAM, '--scenario', 'behind-nginx', '--port', '0', '--upstream', String(port)]
  const times = { node: [], help: [], ready: [] }
  for (let round = -1; round < rounds; round++) {
    const one = {
      node: await timed(['-e', '0'], around),
      help: await timed([PROGRAM, '--help'], around),
      ready: await timed(front, around, 'your app answers at'),
    }
    if (round >= 0) for (const [name, time] of Object.entries(one)) times[name].push(time)
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]))
}
