// Asking a running proxy to do something: one line over the socket on which it tells its timeline, and one line back.
import net from 'node:net'
import { createInterface } from 'node:readline'
import { UserError } from '../core/user-error.ts'
import type { Running } from './running.ts'

/** What may be asked of the proxy. The socket is this user's own, and so is the program that is started. */
export interface OpenRequest {
  readonly profiles: readonly string[]
  readonly browserPath: string | undefined
  readonly args: readonly string[]
}

export interface Reply {
  readonly reply: 'done' | 'failed'
  readonly text: string
  readonly hint?: string
}

/** What it says that it did. Rejects with UserError. */
export async function askToOpen(running: Running, request: OpenRequest): Promise<string> {
  const socket = net.connect(running.socket)
  const failed = (why: string, hint?: string) =>
    new UserError(why, { exitCode: 1, ...(hint === undefined ? {} : { hint }) })
  try {
    await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail))
    socket.on('error', () => socket.destroy())
    socket.write(`${JSON.stringify({ ask: 'open', ...request })}\n`)
    for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
      const { reply, text, hint } = JSON.parse(line) as Partial<Reply>
      if (reply === 'done') return text ?? ''
      if (reply === 'failed') throw failed(text ?? 'it failed', hint)
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw failed(`${running.url} (process ${running.pid}) cannot be reached: ${(cause as Error).message}`)
  } finally {
    socket.destroy()
  }
  throw failed(`${running.url} has ended`)
}

/** A line that was sent, as far as it is a request at all. */
export function requestIn(line: string): OpenRequest | undefined {
  try {
    const { ask, profiles, browserPath, args } = JSON.parse(line) as Record<string, unknown>
    const texts = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every((one) => typeof one === 'string')
    if (ask !== 'open' || !texts(profiles) || !texts(args)) return undefined
    return { profiles, args, browserPath: typeof browserPath === 'string' ? browserPath : undefined }
  } catch {
    return undefined
  }
}
