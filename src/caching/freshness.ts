// Whether an entry may be used now (RFC 9111 section 4): as it is, only after asking the app, or in place of an error.
import type { Policy } from './policy.ts'
import type { Entry } from './store.ts'
import type { Wishes } from './wishes.ts'

export function ageOf(entry: Entry, now: number): number {
  return entry.age + Math.max(0, now - entry.answered)
}

/** Milliseconds of freshness left; negative once stale. */
export function remaining(entry: Entry, now: number): number {
  return entry.lifetime - ageOf(entry, now)
}

/** fresh: serve it; refresh: serve it stale and ask the app in the background; ask: ask the app first. */
export type Use = 'fresh' | 'stale' | 'refresh' | 'ask'

export function useOf(entry: Entry, now: number, wishes: Wishes): Use {
  if (entry.revalidate === 'always' || wishes.noCache) return 'ask'
  const left = remaining(entry, now)
  if (ageOf(entry, now) > wishes.maxAge || (wishes.minFresh > 0 && left < wishes.minFresh)) return 'ask'
  // A max-age of 0 asks for revalidation even in the very second of arrival.
  if (wishes.maxAge === 0) return 'ask'
  if (left > 0) return 'fresh'
  if (entry.revalidate === 'stale') return 'ask'
  if (-left < entry.whileRevalidate) return 'refresh'
  return -left < wishes.maxStale ? 'stale' : 'ask'
}

/** In place of an error of the app: a status, or no answer at all. */
export function mayStandIn(
  entry: Entry,
  now: number,
  error: 'error' | 'timeout' | number,
  { on, statuses, always }: Policy['stale'],
): boolean {
  if (entry.revalidate !== 'may') return false
  const late = -remaining(entry, now)
  if (late < entry.ifError) return typeof error !== 'number' || on.has(error) || statuses.has(error)
  return always && on.has(error)
}

/** Past this an entry is as good as gone. */
export function isDead(entry: Entry, now: number, keep: number): boolean {
  return -remaining(entry, now) > Math.max(entry.whileRevalidate, entry.ifError, keep)
}
