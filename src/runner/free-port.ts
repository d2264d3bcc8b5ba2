import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

/** Free on all addresses a moment ago: an app must be told its port before it listens there. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
