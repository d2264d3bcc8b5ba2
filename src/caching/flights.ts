// Request collapsing: while one request fetches something, others for the same key wait for it (RFC 9111 section 4).
import type { Exchange } from '../core/exchange.ts'

export interface Flights {
  under(key: string): boolean
  /** Calls the answer back once when the fetch is over, however it ended. */
  begin(key: string, signal: AbortSignal): () => void
  /** Resolves when that fetch is over, after `ms`, or when the browser is gone. */
  wait(key: string, ms: number, x: Pick<Exchange, 'signal'>): Promise<void>
}

export function createFlights(): Flights {
  const waiting = new Map<string, Set<() => void>>()
  return {
    under: (key) => waiting.has(key),
    begin(key, signal) {
      if (waiting.has(key)) return () => {}
      const listeners = new Set<() => void>()
      waiting.set(key, listeners)
      const over = () => {
        if (waiting.get(key) !== listeners) return
        waiting.delete(key)
        signal.removeEventListener('abort', over)
        for (const listener of listeners) listener()
      }
      // The one who fetches may go away before any answer has come.
      signal.addEventListener('abort', over)
      return over
    },
    wait(key, ms, { signal }) {
      const listeners = waiting.get(key)
      if (!listeners) return Promise.resolve()
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          listeners.delete(done)
          signal.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        listeners.add(done)
        signal.addEventListener('abort', done)
      })
    },
  }
}
