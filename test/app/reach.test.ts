import type { AddressInfo, Server } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { resolveLoopback, waitForApp } from '../../src/app/reach.ts'
import { parseUpstream } from '../../src/app/upstream.ts'

async function listenOn(host: string, port = 0): Promise<number> {
  const server: Server = createServer((socket) => socket.on('error', () => {}))
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, host, done))
  onTestFinished(() => new Promise<void>((done) => server.close(() => done())))
  return (server.address() as AddressInfo).port
}

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((done) => server.close(() => done()))
  return port
}

test('localhost is asked at both addresses, and the one that listens is found', async () => {
  const four = await listenOn('127.0.0.1')
  expect(await resolveLoopback({ host: 'localhost', port: four })).toEqual([
    { address: '127.0.0.1', answers: true },
    { address: '::1', answers: false, code: expect.stringMatching(/^(ECONNREFUSED|EADDRNOTAVAIL)$/) },
  ])
  const six = await listenOn('::1').catch(() => undefined)
  if (six === undefined) return
  expect(await resolveLoopback({ host: 'app.localhost', port: six })).toEqual([
    { address: '127.0.0.1', answers: false, code: 'ECONNREFUSED' },
    { address: '::1', answers: true },
  ])
})

test('an address is asked as it is; a name that nobody knows says so', async () => {
  const port = await freePort()
  expect(await resolveLoopback({ host: '127.0.0.1', port })).toEqual([
    { address: '127.0.0.1', answers: false, code: 'ECONNREFUSED' },
  ])
  expect(await resolveLoopback({ host: 'nobody.invalid', port })).toEqual([
    { address: 'nobody.invalid', answers: false, code: 'ENOTFOUND' },
  ])
})

test('an app that is there is found without a word', async () => {
  const upstreams = [parseUpstream(String(await freePort())), parseUpstream(String(await listenOn('127.0.0.1')), 'b')]
  let waited = 0
  const found = await waitForApp(upstreams, { signal: new AbortController().signal, onWaiting: () => waited++ })
  expect(found).toBe(upstreams[1])
  expect(waited).toBe(0)
})

test('one that is not is waited for, and told so once', async () => {
  const port = await freePort()
  const upstream = parseUpstream(`localhost:${port}`)
  let waited = 0
  const found = waitForApp([upstream], {
    signal: new AbortController().signal,
    onWaiting() {
      waited++
      // Long enough for a second look that finds nothing either.
      setTimeout(() => void listenOn('127.0.0.1', port), 400)
    },
  })
  expect(await found).toBe(upstream)
  expect(waited).toBe(1)
})

test('waiting ends when it is no longer wanted', async () => {
  const controller = new AbortController()
  const upstream = parseUpstream(String(await freePort()))
  const found = waitForApp([upstream], { signal: controller.signal, onWaiting: () => controller.abort() })
  expect(await found).toBeUndefined()
  let asked = 0
  const never = waitForApp([upstream], { signal: controller.signal, onWaiting: () => asked++ })
  expect(await never).toBeUndefined()
  expect(asked).toBe(0)
})
