import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { SecureContexts } from '../../src/tls/secure-contexts.ts'

export interface Listener {
  readonly port: number
  close(): Promise<void>
}

/** HTTP/2 and HTTP/1.1 on one port of 127.0.0.1, answering with the version and the name that the client gave. */
export async function listenWith(contexts: SecureContexts): Promise<Listener> {
  const server = http2.createSecureServer({ ...contexts, allowHTTP1: true }, (req, res) => {
    const { servername } = req.socket as { servername?: string | false }
    res.end(`${req.httpVersion} ${servername || 'nameless'}`)
  })
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
