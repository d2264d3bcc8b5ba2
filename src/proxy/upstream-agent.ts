// The pool of connections to the app. Node's own agents do what is needed, and more than half of what they do for a request
// on a free connection is copying options and building header objects that nobody reads here: that part is done anew.
import type { ClientRequest } from 'node:http'
import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { get } from '../core/headers.ts'
import { loopbackLookup } from './loopback.ts'

/** Free connections are dropped before the 5 s after which Node servers close them, so that reuse seldom meets a closing one. */
const FREE_FOR = 4000

/** What Node's agents have beyond what its types say. */
interface Pool {
  keepAlive: boolean
  sockets: NodeJS.Dict<Socket[]>
  freeSockets: NodeJS.Dict<Socket[]>
  addRequest(request: ClientRequest, target: Target): void
  createConnection(options: object, done: (error: Error | null, socket: Socket) => void): Socket
  getName(target?: Target): string
  keepSocketAlive(socket: Socket): boolean
  reuseSocket(socket: Socket, request: ClientRequest): void
}

interface Target {
  readonly host?: string
  readonly port?: number
}

type Attached = Socket & { _httpMessage?: { res?: { rawHeaders: string[] } } }

export interface UpstreamAgents {
  /** For `http:` and `https:`; `single` closes its connections after one request. */
  readonly pooled: { readonly http: http.Agent; readonly https: https.Agent }
  readonly single: { readonly http: http.Agent; readonly https: https.Agent }
  destroy(): void
}

/** `opened` hears of every connection as it is made. */
export function createUpstreamAgents(opened: (socket: Socket) => void): UpstreamAgents {
  const options = { keepAlive: true, scheduling: 'lifo' as const, lookup: loopbackLookup, autoSelectFamily: true }
  const secure = { rejectUnauthorized: false }
  const once = { ...options, keepAlive: false }
  const pooled = { http: new http.Agent(options), https: new https.Agent({ ...options, ...secure }) }
  const single = { http: new http.Agent(once), https: new https.Agent({ ...once, ...secure }) }
  const all = [pooled.http, pooled.https, single.http, single.https]
  for (const agent of all) adapt(agent as unknown as Pool, opened)
  return {
    pooled,
    single,
    destroy() {
      for (const agent of all) agent.destroy()
    },
  }
}

function adapt(agent: Pool, opened: (socket: Socket) => void): void {
  const createConnection = agent.createConnection.bind(agent)
  const addRequest = agent.addRequest.bind(agent)
  agent.createConnection = (options, done) => {
    const socket = createConnection(options, done)
    opened(socket)
    return socket
  }
  // One agent's requests differ in nothing else.
  agent.getName = ({ host, port } = {}) => `${host}:${port}`
  agent.addRequest = (request, target) => {
    const name = agent.getName(target)
    const free = agent.freeSockets[name]
    const socket = free?.at(-1)
    if (!free || !socket || socket.destroyed) return addRequest(request, target)
    free.pop()
    agent.reuseSocket(socket, request)
    request.onSocket(socket)
    agent.sockets[name] ??= []
    agent.sockets[name].push(socket)
  }
  // As Node's: a server that closes within the next second is not asked again. Its `res.headers` would be made for this alone.
  agent.keepSocketAlive = (socket) => {
    const said = get((socket as Attached)._httpMessage?.res?.rawHeaders ?? [], 'keep-alive')
    const seconds = said === undefined ? undefined : /^timeout=(\d+)/.exec(said)?.[1]
    if (seconds !== undefined && Number(seconds) <= 1) return false
    socket.unref()
    if (socket.timeout !== FREE_FOR) socket.setTimeout(FREE_FOR)
    return true
  }
}
