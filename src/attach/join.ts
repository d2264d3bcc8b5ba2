// The other end: the events of a running proxy, those so far and then those to come.
import net from 'node:net'
import { createInterface } from 'node:readline'
import type { TimelineEvent } from '../core/events.ts'
import { UserError } from '../core/user-error.ts'
import type { Running } from './running.ts'
import { listRunning } from './running.ts'

/** The one that is meant: the only one, or the one with that port. Throws UserError. */
export function chooseRunning(port: number | undefined, running: readonly Running[] = listRunning()): Running {
  const portOf = ({ url, port }: Running) => port ?? Number(new URL(url).port || (url.startsWith('https') ? 443 : 80))
  const found = port === undefined ? running : running.filter((one) => portOf(one) === port)
  const [first, ...more] = found
  if (!first) {
    throw new UserError(
      port === undefined ? 'no repro-proxy of yours is running' : `no repro-proxy of yours is running on port ${port}`,
      { hint: 'Start one in another terminal, for example: repro-proxy --scenario behind-nginx', exitCode: 1 },
    )
  }
  if (more.length > 0) {
    const list = found.map((one) => `  --port ${portOf(one)}  ${one.url}  ${one.scenario}  (${one.folder})`).join('\n')
    throw new UserError(`${found.length} are running:\n${list}`, { hint: 'Say which one with --port.' })
  }
  return first
}

/**
 * Ends when the proxy ends or `signal` aborts, or, without a signal, with what was told so far. Rejects with UserError when the
 * proxy cannot be reached.
 */
export async function* joinTimeline(running: Running, signal?: AbortSignal): AsyncGenerator<TimelineEvent> {
  const socket = net.connect(running.socket)
  const stop = () => socket.destroy()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail))
  } catch (cause) {
    throw new UserError(`${running.url} (process ${running.pid}) cannot be reached: ${(cause as Error).message}`, {
      hint: 'It may have been stopped this moment; try again.',
      exitCode: 1,
    })
  }
  socket.on('error', () => socket.destroy())
  // The other side ends too when it has written what it had at hand.
  if (!signal) socket.end()
  try {
    for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }))
      if (line !== '') yield JSON.parse(line) as TimelineEvent
  } finally {
    signal?.removeEventListener('abort', stop)
    socket.destroy()
  }
}
