import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Ports that were free on all addresses a moment ago, all different. For servers that cannot take port 0 and tell. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as AddressInfo).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
