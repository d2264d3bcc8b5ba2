// Fifty quick starts and ends of the whole program, at any moment and by any signal: nothing of it is left anywhere.
import { readdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { STATE, start } from '../cli/run.ts'
import { appFolder, eventually, processesOf } from '../runner/apps.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGHUP'] as const
const isClosed = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      done(false)
    })
    socket.once('error', () => done(true))
  })
const inside = (folder: string) => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

test.skipIf(process.platform === 'win32')(
  'fifty times up and down: no process, no port, no file is left',
  { timeout: 300_000 },
  async () => {
    const { folder, server } = await appFolder({ 'package.json': '{"name":"shop"}' })
    const temporary = join(folder, 'tmp')
    await mkdir(temporary)
    const said: string[] = []
    for (let i = 0; i < 50; i++) {
      const child = i % 3 === 0 ? '--with-stubborn' : '--with-child'
      const args = ['--port', '0', '--scenario', 'two-replicas', '--', process.execPath, server, child]
      const front = start(args, { cwd: folder, env: { TMPDIR: temporary } })
      // Some in the middle of the start, some when the app is up, the rest in between.
      const moment =
        i % 5 === 0 ? front.until(/instance a answers at/) : new Promise((done) => setTimeout(done, i * 25))
      await Promise.race([moment, front.ended])
      front.child.kill(SIGNALS[i % SIGNALS.length])
      // The next one begins while the app of a killed one is still being ended.
      const { out, err } = await front.ended
      said.push(out + err)
    }
    expect(said.filter((one) => one.includes('instance a answers at')).length).toBeGreaterThanOrEqual(10)
    const ports = said.flatMap((one) =>
      [...one.matchAll(/\b(?:PORT=|localhost:|127\.0\.0\.1:)(\d{4,5})\b/g)].map(([, n]) => Number(n)),
    )
    expect(ports.length).toBeGreaterThan(10)
    await eventually(async () => (await processesOf(folder)).length === 0, 'every app is gone')
    await eventually(async () => (await processesOf(STATE)).length === 0, 'every undertaker is gone')
    expect((await Promise.all([...new Set(ports)].map(isClosed))).includes(false)).toBe(false)
    // What was killed outright cannot take its own notes back: the next start does.
    const last = start(['--port', '0', '--', process.execPath, server], { cwd: folder, env: { TMPDIR: temporary } })
    await last.until(/your app answers at/)
    await last.stop()
    expect([inside(join(STATE, 'apps')), inside(join(STATE, 'running')), inside(temporary)]).toEqual([[], [], []])
    expect(await processesOf(folder)).toEqual([])
  },
)
