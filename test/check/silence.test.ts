// An app that takes requests and answers none, one that answers, and one that is not there: real servers on ports of their own.
import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { unlessSilent, unlessSilentNow } from '../../src/check/silence.ts'
import type { Upstream } from '../../src/core/exchange.ts'

async function upstream(listener: RequestListener): Promise<Upstream> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { name: 'a', scheme: 'http', host: '127.0.0.1', port, authority: `127.0.0.1:${port}` }
}

test('a check of an app that never answers ends with a word, though its own work never would', async () => {
  const asked: string[] = []
  const app = await upstream(({ url }) => asked.push(url!))
  await expect(unlessSilent(app, new Promise(() => {}), { every: 10, patience: 100 })).rejects.toThrow(
    /does not answer them/,
  )
  await expect(unlessSilentNow(app, 100)).rejects.toMatchObject({
    exitCode: 2,
    hint: expect.stringContaining('browser'),
  })
  expect(new Set(asked)).toEqual(new Set(['/']))
})

test('an app that answers, whatever it says, is asked for as long as the work lasts, and no longer', async () => {
  let asked = 0
  let enough = () => {}
  const often = new Promise<string>((resolve) => {
    enough = () => resolve('done')
  })
  const app = await upstream((_request, response) => {
    asked += 1
    response.writeHead(500).end('no')
    if (asked === 4) enough()
  })
  await expect(unlessSilent(app, often, { every: 5, patience: 20_000 })).resolves.toBe('done')
  await unlessSilentNow(app)
  const failed = Promise.reject(new Error('of its own'))
  await expect(unlessSilent(app, failed)).rejects.toThrow('of its own')
})

test('an app that is not there is not called silent', async () => {
  const nobody: Upstream = { name: 'a', scheme: 'http', host: '127.0.0.1', port: 1, authority: '127.0.0.1:1' }
  await unlessSilentNow(nobody)
})
