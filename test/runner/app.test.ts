import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startApp } from '../../src/runner/app.ts'
import { freePort } from '../../src/runner/free-port.ts'
import { appFolder, eventually, processesOf } from './apps.ts'

const node = process.execPath
const text = async (url: string) => (await fetch(url)).text()
const closed = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      done(false)
    })
    socket.once('error', () => done(true))
  })

test('it is told its port, its output comes as lines, and nothing of it is left', async () => {
  const { folder, server } = await appFolder()
  const lines: string[] = []
  const states: string[] = []
  const app = await startApp({
    command: [node, server, '--with-child'],
    cwd: folder,
    onLine: (line) => lines.push(line),
    onState: (state, words) => states.push(`${state}: ${words}`),
  })
  await app.ready
  expect(await text(app.url)).toMatch(/^pid \d+$/)
  expect(lines).toEqual([`up at ${app.url}`])
  expect(states).toEqual([
    `waiting: starting ${node} ${server} --with-child (PORT=${app.port})`,
    `ready: your app answers at ${app.url}`,
  ])
  expect(await processesOf(folder)).toHaveLength(2)
  await app.stop()
  expect(await processesOf(folder)).toEqual([])
  expect(await closed(app.port)).toBe(true)
}, 30_000)

test('{port} is filled in, for programs that do not heed PORT', async () => {
  const { server, folder } = await appFolder()
  const app = await startApp({
    command: [node, server, '--at={port}'],
    cwd: folder,
    env: { ...process.env, PORT: '1' },
  })
  await app.ready
  expect(await text(app.url)).toMatch(/^pid/)
  await app.stop()
})

test('one that listens elsewhere is told of, with what to do', async () => {
  const { server, folder } = await appFolder()
  const elsewhere = await freePort()
  const states: string[] = []
  const app = await startApp({
    command: [node, server, `--at=${elsewhere}`],
    cwd: folder,
    onState: (_, words) => states.push(words),
  })
  await eventually(() => states.length > 1, 'a word about the port')
  expect(states[1]).toContain(`listens on port ${elsewhere}, and nothing does on ${app.port}`)
  expect(states[1]).toContain(`--upstream ${elsewhere}`)
  await app.stop()
  expect(await processesOf(folder)).toEqual([])
})

test('a crash: said, started again on the same port, and what it had started is gone', async () => {
  const { folder, server } = await appFolder()
  const states: string[] = []
  const app = await startApp({
    command: [node, server, '--with-stubborn'],
    cwd: folder,
    onState: (state, words) => states.push(`${state} ${words}`),
  })
  await app.ready
  const first = await text(app.url)
  await fetch(`${app.url}/crash`).catch(() => {})
  await eventually(() => states.some((one) => one.startsWith('ready your app answers again')), 'it is up again')
  expect(states.find((one) => one.startsWith('exit'))).toMatch(
    /your app ended with code 3; it is started again in 0\.5 s/,
  )
  expect(await text(app.url)).not.toBe(first)
  expect(await processesOf(folder)).toHaveLength(2)
  await app.stop()
  expect(await processesOf(folder)).toEqual([])
}, 30_000)

test('one that ends before it listens is not tried again, and its last words are shown', async () => {
  const { folder } = await appFolder({ 'broken.mjs': "console.error('no database'); process.exit(7)" })
  const app = await startApp({ command: [node, 'broken.mjs'], cwd: folder })
  const error = await app.ready.catch((one: unknown) => one)
  expect(error).toMatchObject({
    message: `${node} broken.mjs ended with code 7 before it listened on port ${app.port}`,
    hint: 'Its last words were:\nno database',
  })
  await app.stop()
})

test('no such program; a port that is taken', async () => {
  await expect(startApp({ command: ['no-such-program-anywhere'] })).rejects.toThrow(
    'no-such-program-anywhere: there is no such program',
  )
  const { server, folder } = await appFolder()
  const app = await startApp({ command: [node, server], cwd: folder })
  await app.ready
  await expect(startApp({ command: [node, server], port: app.port })).rejects.toThrow(
    `something listens on port ${app.port} already`,
  )
  await app.stop()
})

test('fifty times up and down: no process and no port is left', async () => {
  const { folder, server } = await appFolder()
  const ports: number[] = []
  for (let i = 0; i < 50; i++) {
    const app = await startApp({ command: [node, server], cwd: folder })
    ports.push(app.port)
    // Every other one is ended in the middle of its start.
    if (i % 5 === 0) await app.ready
    await app.stop()
  }
  expect(await processesOf(folder)).toEqual([])
  expect(await Promise.all(ports.map(closed))).toEqual(ports.map(() => true))
}, 60_000)
