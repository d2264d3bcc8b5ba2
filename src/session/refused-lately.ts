// Lines that were judged refused, held for a while: a value of them that comes with a request was kept after all, and the verdict
// was wrong. Without this the echo check would take such a cookie for one that a script set.
import type { CookiePair } from '../core/cookies.ts'
import type { CookieContext } from './context.ts'
import type { Verdict } from './verdict.ts'

export interface RefusedLately {
  note(verdicts: readonly Verdict[], context: CookieContext): void
  /** Why the line that gave this name this very value was said to be refused. */
  reasonsFor(pair: CookiePair): readonly string[] | undefined
}

/** Characters of a value that two origins do not write by chance: `theme=dark` may well be set by a script besides. */
const TELLING = 12
const KEPT = 32

export function createRefusedLately(): RefusedLately {
  const refused = new Map<string, readonly string[]>()
  return {
    note(verdicts, context) {
      // What headers left open is no verdict that could be wrong.
      if (context.credentials !== true || context.setsSameSite === 'unknown') return
      for (const { kept, unknown, cookie, codes } of verdicts) {
        if (kept || unknown || !cookie || cookie.value.length < TELLING) continue
        if (refused.size >= KEPT) refused.delete(refused.keys().next().value!)
        refused.set(keyOf(cookie), codes)
      }
    },
    reasonsFor: (pair) => (refused.size === 0 ? undefined : refused.get(keyOf(pair))),
  }
}

function keyOf({ name, value }: CookiePair): string {
  return `${name}=${value}`
}
