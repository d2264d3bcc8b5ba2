// The DevTools Protocol over two pipes that only this process and its browser have: no port that anybody else could connect to. And
// the browser ends when they close, so it never outlives the process that opened it, however that ends.
import type { Readable, Writable } from 'node:stream'

/** The protocol's own shapes, read where they are used. */
export type Params = Readonly<Record<string, unknown>>

export interface DevTools {
  /** Rejects when the browser refuses, or is gone. */
  send(method: string, params?: Params, session?: string): Promise<Params>
  /** `session`: the page, frame or worker; empty for the browser itself. */
  on(heard: (method: string, params: Params, session: string) => void): void
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly sessionId?: string
  readonly params?: Params
  readonly result?: Params
  readonly error?: { readonly message: string }
}

interface Waiting {
  resolve(result: Params): void
  reject(error: Error): void
}

export function talkOver(out: Writable, into: Readable): DevTools {
  const waiting = new Map<number, Waiting>()
  const listeners: ((method: string, params: Params, session: string) => void)[] = []
  let last = 0
  let pieces: Buffer[] = []

  function receive(text: string): void {
    const { id, method, sessionId = '', params = {}, result = {}, error } = JSON.parse(text) as Message
    if (id === undefined) {
      if (method !== undefined) for (const heard of listeners) heard(method, params, sessionId)
      return
    }
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error) asked?.reject(new Error(error.message))
    else asked?.resolve(result)
  }

  into.on('data', (chunk: Buffer) => {
    let from = 0
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, from)) {
      const text = Buffer.concat([...pieces, chunk.subarray(from, end)]).toString('utf8')
      pieces = []
      from = end + 1
      receive(text)
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from))
  })
  const gone = () => {
    for (const asked of waiting.values()) asked.reject(new Error('the browser has ended'))
    waiting.clear()
  }
  into.on('close', gone).on('error', gone)
  out.on('error', gone)
  return {
    send(method, params = {}, session) {
      last += 1
      const id = last
      const answered = new Promise<Params>((resolve, reject) => waiting.set(id, { resolve, reject }))
      out.write(`${JSON.stringify({ id, method, params, ...(session ? { sessionId: session } : {}) })}\0`)
      return answered
    },
    on: (heard) => void listeners.push(heard),
  }
}
