// A program of its own, for the case that repro-proxy cannot tidy up because it was killed: it is told which process groups there
// are (`+123`, `-123`), and when the pipe that it is told through closes, it ends those that are left.
// It stands in a session of its own, so that a Ctrl-C in the terminal does not reach it.
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { endGroup } from './process-group.ts'

/** Milliseconds; nobody is there any more whom an app that takes its time could tell. */
const PATIENCE = 3000

const groups = new Set<number>()
/** Lists them, for the case that this process is killed as well. */
const record = process.argv[2]
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const leader = Number(line.slice(1))
    if (line.startsWith('+')) groups.add(leader)
    else groups.delete(leader)
  })
  .on('close', async () => {
    await Promise.all([...groups].map((leader) => endGroup(leader, PATIENCE)))
    if (record !== undefined) rmSync(record, { force: true })
  })
