// A filter over events as they come. An exchange is told before what happened to its cookies, and a filter may ask for either, so an
// exchange is held for a moment; what comes after that moment (events that arrive in pieces over a socket) is still its own.
import type { CookieEvent, ExchangeEvent, FindingEvent, TimelineEvent } from '../core/events.ts'
import type { Filter } from './filter.ts'

interface Group {
  readonly exchange: ExchangeEvent
  readonly moments: CookieEvent[]
  readonly findings: FindingEvent[]
  /** All of it, in the order told. */
  readonly told: TimelineEvent[]
  shown: boolean
}

/** Exchanges whose late events still find them. */
const REMEMBERED = 64

/**
 * Passes on what the filter lets through: an exchange and all told of it, or none of it; what is about no exchange always. An
 * exchange is held until `flush` or the next one.
 */
export function filtering(first: Filter, pass: (event: TimelineEvent) => void) {
  let filter = first
  const groups = new Map<number, Group>()
  let held: Group | undefined

  const showWhenLet = (group: Group) => {
    if (!filter(group)) return
    group.shown = true
    for (const event of group.told) pass(event)
  }
  const flush = () => {
    const group = held
    held = undefined
    if (group) showWhenLet(group)
  }

  function begin(exchange: ExchangeEvent): void {
    held = { exchange, moments: [], findings: [], told: [exchange], shown: false }
    groups.set(exchange.id, held)
    for (const id of groups.keys()) {
      if (groups.size <= REMEMBERED) break
      groups.delete(id)
    }
  }

  function add(event: CookieEvent | FindingEvent): void {
    const group = groups.get(event.exchange)
    if (!group) return
    if (event.type === 'cookie') group.moments.push(event)
    else group.findings.push(event)
    group.told.push(event)
    if (group.shown) pass(event)
    else if (group !== held) showWhenLet(group)
  }

  return {
    flush,
    /** From the next exchange on. */
    change(next: Filter) {
      flush()
      filter = next
      groups.clear()
    },
    read(event: TimelineEvent) {
      if (event.type === 'cookie' || event.type === 'finding') return add(event)
      flush()
      if (event.type === 'exchange') begin(event)
      else pass(event)
    },
  }
}
