// Asking a running proxy to do something: one line over the socket on which it tells its timeline, and one line back. Its own hot
// keys ask the same way, without the socket.
import net from 'node:net'
import { createInterface } from 'node:readline'
import { UserError } from '../core/user-error.ts'
import type { Running } from './running.ts'

/** The socket is this user's own, and so is the program that is started. */
export interface OpenRequest {
  readonly profiles: readonly string[]
  readonly browserPath: string | undefined
  readonly args: readonly string[]
}

export type Request =
  | ({ readonly ask: 'open' } & OpenRequest)
  /** A scenario by its name or, from another folder, its whole path. */
  | { readonly ask: 'play'; readonly name: string }
  /** All that the caches of the front hold. */
  | { readonly ask: 'purge' }
  /** The next step of a deploy that waits for somebody. */
  | { readonly ask: 'deploy' }

/** Answers what was done, in one line. Rejects with UserError. */
export type Ask = (request: Request) => Promise<string>

export interface Reply {
  readonly reply: 'done' | 'failed'
  readonly text: string
  readonly hint?: string
}

/** What it says that it did. Rejects with UserError. */
export async function askRunning(running: Running, request: Request): Promise<string> {
  const socket = net.connect(running.socket)
  const failed = (why: string, hint?: string) =>
    new UserError(why, { exitCode: 1, ...(hint === undefined ? {} : { hint }) })
  try {
    await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail))
    socket.on('error', () => socket.destroy())
    socket.write(`${JSON.stringify(request)}\n`)
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
export function requestIn(line: string): Request | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { ask, name, profiles, browserPath, args } = value as Record<string, unknown>
  if (ask === 'purge' || ask === 'deploy') return { ask }
  if (ask === 'play') return typeof name === 'string' ? { ask, name } : undefined
  if (ask !== 'open' || !areTexts(profiles) || !areTexts(args)) return undefined
  return { ask, profiles, args, browserPath: typeof browserPath === 'string' ? browserPath : undefined }
}

const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
