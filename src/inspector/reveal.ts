// One text out of one event, by the way to it: what is shown when somebody asks for the value behind a fingerprint.
import type { TimelineEvent } from '../core/events.ts'

/** Undefined when there is no text at that place. */
export function textAt(event: TimelineEvent, way: readonly (string | number)[]): string | undefined {
  let here: unknown = event
  for (const step of way.slice(0, 8)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined
    here = (here as Record<string | number, unknown>)[step]
  }
  return typeof here === 'string' ? here : undefined
}
