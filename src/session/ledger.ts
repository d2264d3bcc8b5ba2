// The life of every cookie, folded from the timeline's own events: who set it, which hop changed it, whether it was kept,
// how often it was sent, why it stayed away, how it ended. It reads events only, so it works on a recording as it does live.

import { parseCookieHeader } from '../core/cookies.ts'
import type { CookieEvent, ExchangeEvent, TimelineEvent } from '../core/events.ts'
import { getAll } from '../core/headers.ts'

export type LifeState = 'stored' | 'refused' | 'deleted' | 'expired' | 'evicted' | 'lost'

export interface Life {
  readonly client: string
  readonly name: string
  readonly domain: string
  readonly path: string
  readonly partition: string
  state: LifeState
  /** As it was last seen; a view masks it. */
  value: string
  /** Times it came with a request. */
  sent: number
  /** Times it stayed away, by the browser's reasons. */
  readonly withheld: Map<string, number>
  /** All that happened, in order; bounded, the first ones and the latest ones are kept. */
  readonly moments: CookieEvent[]
}

export interface Ledger {
  add(event: TimelineEvent): void
  lives(): readonly Life[]
}

const BOUND = { lives: 5000, moments: 200 }

const STATE: Partial<Record<CookieEvent['moment'], LifeState>> = {
  kept: 'stored',
  learned: 'stored',
  refused: 'refused',
  deleted: 'deleted',
  expired: 'expired',
  evicted: 'evicted',
  missing: 'lost',
}

export function createLedger(bound: { lives: number; moments: number } = BOUND): Ledger {
  const lives = new Map<string, Life>()
  // By client and name: a Cookie header names no path, so a cookie sent counts for every stored life of its name.
  const byName = new Map<string, Set<Life>>()

  function lifeOf(event: CookieEvent): Life {
    const { client, name, domain = '', path = '', partition = '' } = event
    const key = [client, name, domain, path, partition].join('\n')
    const known = lives.get(key)
    if (known) return known
    if (lives.size >= bound.lives) forget(lives.keys().next().value!)
    const life: Life = {
      client,
      name,
      domain,
      path,
      partition,
      state: 'refused',
      value: '',
      sent: 0,
      withheld: new Map(),
      moments: [],
    }
    lives.set(key, life)
    const names = byName.get(`${client}\n${name}`) ?? new Set()
    byName.set(`${client}\n${name}`, names.add(life))
    return life
  }

  function forget(key: string): void {
    const life = lives.get(key)
    if (!life) return
    lives.delete(key)
    byName.get(`${life.client}\n${life.name}`)?.delete(life)
  }

  function note(event: CookieEvent): void {
    const life = lifeOf(event)
    // A line that was refused leaves the cookie that is already there as it is.
    const next = event.moment === 'refused' && life.state === 'stored' ? 'stored' : STATE[event.moment]
    if (next) life.state = next
    if (event.value !== undefined && event.moment !== 'refused') life.value = event.value
    if (event.moment === 'withheld') {
      const reasons = event.reasons?.join(', ') ?? ''
      life.withheld.set(reasons, (life.withheld.get(reasons) ?? 0) + 1)
    }
    if (life.moments.length >= bound.moments) life.moments.splice(bound.moments / 2, 1)
    life.moments.push(event)
  }

  function count(exchange: ExchangeEvent): void {
    for (const line of getAll(exchange.browser.request.headers, 'cookie')) {
      for (const { name } of parseCookieHeader(line)) {
        for (const life of byName.get(`${exchange.client}\n${name}`) ?? []) if (life.state === 'stored') life.sent += 1
      }
    }
  }

  return {
    add(event) {
      if (event.type === 'cookie') note(event)
      else if (event.type === 'exchange') count(event)
    },
    lives: () => [...lives.values()],
  }
}

/** `name.0`, `name.1`, ... are parts of one session (Auth.js, Supabase): the family's name, or the name itself. */
export function familyOf(name: string): string {
  return /^(.+)\.\d{1,2}$/.exec(name)?.[1] ?? name
}
