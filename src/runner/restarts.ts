// When an app that ended by itself is started again: soon the first time, later each time after, and not for ever.

/** Milliseconds before each further try; as many tries as there are. */
const WAITS = [500, 1000, 2000, 4000, 8000]
/** Milliseconds; an app that was up for so long has not failed to start. */
const STEADY = 30_000

export interface Restarts {
  /** How long to wait before the next try; undefined: no further one. `up`: milliseconds that it was there. */
  next(up: number): number | undefined
  /** How many tries were made in a row. */
  count(): number
}

export function createRestarts(waits: readonly number[] = WAITS): Restarts {
  let failed = 0
  return {
    next(up) {
      if (up >= STEADY) failed = 0
      return waits[failed++]
    },
    count: () => failed,
  }
}
