// Why no response head came from the app: Node's error codes and our own clocks, told in one vocabulary.
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { LegOptions, Upstream, UpstreamFailure } from '../core/exchange.ts'
import { UpstreamError } from '../core/exchange.ts'

const addressOf = ({ scheme, authority }: Upstream) => `${scheme}://${authority}`

/** Starts the clocks that a scenario has set for this leg; without any, nothing is watched. */
export function giveUpInTime(
  request: ClientRequest,
  leg: LegOptions | undefined,
  upstream: Upstream,
  reject: (error: UpstreamError) => void,
): void {
  if (!leg?.connectTimeout && !leg?.responseTimeout && !leg?.idleTimeout) return
  const give = (kind: 'connect-timeout' | 'response-timeout', ms: number) => {
    const words = kind === 'connect-timeout' ? 'did not accept a connection' : 'sent no response head'
    const message = `${addressOf(upstream)} ${words} within ${ms} ms`
    reject(new UpstreamError({ kind, message, reused: request.reusedSocket, bodySent: kind === 'response-timeout' }))
    request.destroy()
  }
  const { connectTimeout, responseTimeout, idleTimeout } = leg
  const connecting = connectTimeout ? setTimeout(give, connectTimeout, 'connect-timeout', connectTimeout) : undefined
  const waiting = responseTimeout ? setTimeout(give, responseTimeout, 'response-timeout', responseTimeout) : undefined
  request.once('socket', (socket: Socket) => {
    if (socket.connecting) socket.once('connect', () => clearTimeout(connecting))
    else clearTimeout(connecting)
  })
  request.once('close', () => {
    clearTimeout(connecting)
    clearTimeout(waiting)
  })
  request.once('response', (message) => {
    clearTimeout(waiting)
    if (idleTimeout) message.setTimeout(idleTimeout, () => message.destroy(new Error(`silent for ${idleTimeout} ms`)))
  })
  request.once('upgrade', (_message, socket) => {
    clearTimeout(waiting)
    if (idleTimeout) (socket as Socket).setTimeout(idleTimeout, () => socket.destroy())
  })
}

export function failureOf(
  error: NodeJS.ErrnoException,
  upstream: Upstream,
  hasBody: boolean,
  request: ClientRequest | undefined,
): UpstreamError {
  const reused = request?.reusedSocket === true
  const bodySent = hasBody && (request?.socket?.bytesWritten ?? 0) > 0
  const failure = (kind: UpstreamFailure['kind'], words: string) =>
    new UpstreamError({ kind, message: `${addressOf(upstream)} ${words}`, reused, bodySent })
  // Both loopback addresses were tried: the error is an AggregateError, and each of its parts has the code.
  const code = error.code ?? (error as { errors?: NodeJS.ErrnoException[] }).errors?.[0]?.code ?? ''
  if (code === 'ECONNREFUSED') return failure('refused', 'refuses connections')
  if (code === 'ECONNRESET' || code === 'EPIPE') return failure('reset', 'closed the connection before it answered')
  if (code === 'HPE_HEADER_OVERFLOW') return failure('too-large', 'sent a response head that is too large')
  if (code.startsWith('HPE_')) {
    const { failure: malformed } = failure('malformed', `sent something that is not HTTP (${error.message})`)
    const raw = (error as { rawPacket?: Uint8Array }).rawPacket
    return new UpstreamError(raw ? { ...malformed, raw } : malformed)
  }
  if (code === 'ETIMEDOUT') return failure('connect-timeout', 'did not accept a connection in time')
  return failure('unreachable', `cannot be reached (${code || error.message})`)
}
