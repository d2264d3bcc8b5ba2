import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

/** Free a moment ago: a browser must be told the port before the front listens there. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}
