// Lengths of time as people write them: `250ms`, `1.5s`, `2m`, or a bare number of milliseconds.

export const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/
const UNIT: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds; the text must match DURATION. */
export function milliseconds(duration: string | number): number {
  if (typeof duration === 'number') return duration
  const [, amount = '0', unit = 'ms'] = DURATION.exec(duration) ?? []
  return Number(amount) * UNIT[unit]!
}

/** Resolves after that time, or as soon as the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
