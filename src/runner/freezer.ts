// Platforms that run an instance only while it has a request (Lambda and its like) stop it in between: timers do not fire, and what
// an app meant to do after its answer waits for the next request. POSIX has signals for that; elsewhere nothing is frozen.
import type { RunningApp } from './app.ts'
import { signalGroup } from './process-group.ts'

/** Milliseconds that an answer gets to leave the process. */
const GRACE = 20

export interface Freezer {
  begin(app: RunningApp): void
  /** From now until what is answered is called, it runs. */
  during(): () => void
  /** Runs for good: it is to be ended, and what stands still cannot end itself. */
  end(): void
}

export function createFreezer(): Freezer {
  let app: RunningApp | undefined
  let busy = 0
  let frozen = false
  let timer: NodeJS.Timeout | undefined
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    if (app?.pid !== undefined) signalGroup(app.pid, name)
  }
  const thaw = () => {
    clearTimeout(timer)
    if (frozen) signal('SIGCONT')
    frozen = false
  }
  return {
    begin(next) {
      app = next
      frozen = false
    },
    during() {
      busy += 1
      thaw()
      let over = false
      return () => {
        if (over) return
        over = true
        busy -= 1
        if (busy > 0) return
        timer = setTimeout(() => {
          frozen = true
          signal('SIGSTOP')
        }, GRACE)
        timer.unref()
      }
    },
    end() {
      thaw()
      app = undefined
    },
  }
}
