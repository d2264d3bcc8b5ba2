// Upgrades (WebSocket above all): the same way down and up the chain as any request. If the app accepts, the two connections
// are joined; if a step took the Upgrade away or the app answers otherwise, the browser gets that answer.
import type { IncomingMessage } from 'node:http'
import { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HeaderList } from '../core/headers.ts'
import { add, has, pairs, set } from '../core/headers.ts'
import { isUpgrade } from '../core/kind.ts'
import type { Site } from './handler.ts'
import { handle } from './handler.ts'
import { fromHttp1 } from './incoming.ts'
import { http1Outlet } from './outlet.ts'

export async function handleUpgrade(site: Site, req: IncomingMessage, socket: Duplex, first: Buffer): Promise<void> {
  // Before anything else: a browser that resets now must not end the process.
  socket.on('error', () => socket.destroy())
  const res = new ServerResponse(req)
  res.shouldKeepAlive = false
  res.assignSocket(socket as never)
  res.once('finish', () => socket.end())
  const outlet = http1Outlet(res)
  const onClose = () => res.destroyed || res.destroy()
  socket.once('close', onClose)
  // Node has left HTTP on this connection: what follows an upgrade request is not a body (RFC 9110 section 7.8).
  const incoming = { ...fromHttp1(req), body: null }
  if (!isUpgrade(incoming.request.headers)) req.resume()
  await handle(site, incoming, outlet, (from, { head }) => {
    const app = from.socket!
    socket.off('close', onClose)
    res.detachSocket(socket as never)
    const headers = site.manners?.ownUpgrades ? own(head.headers) : head.headers
    const lines = pairs(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`HTTP/1.1 ${head.status} ${head.reason}\r\n${lines.join('')}\r\n`, 'latin1')
    if (from.first && from.first.length > 0) socket.write(from.first)
    if (first.length > 0) app.write(first)
    app.setNoDelay(true)
    app.setTimeout(app.timeout ?? 0)
    app.pipe(socket)
    socket.pipe(app)
    const end = () => {
      app.destroy()
      socket.destroy()
    }
    app.once('error', end).once('close', end)
    socket.once('close', end)
  })
}

function own(headers: HeaderList): HeaderList {
  const named = set(headers, 'Connection', 'upgrade')
  return has(named, 'date') ? named : add(named, 'Date', new Date().toUTCString())
}
