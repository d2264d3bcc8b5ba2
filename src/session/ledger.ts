// The life of every cookie, folded from the timeline's own events: who set it, which hop changed it, whether it was kept,
// how often it was sent, why it stayed away, how it ended. It reads events only, so it works on a recording as it does live.

import { parseCookieHeader } from '../core/cookies.ts'
import type { CookieEvent, ExchangeEvent, TimelineEvent } from '../core/events.ts'
import { getAll } from '../core/headers.ts'

/** `lost`: it was kept, and came no more. `stripped`: a hop kept its line from the browser. */
export type LifeState = 'stored' | 'refused' | 'deleted' | 'expired' | 'evicted' | 'lost' | 'stripped'

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
  /** Lines that meant to delete it and named another domain or path. */
  missedDeletions: number
  /** All that happened, in order; bounded, the first ones and the latest ones are kept. */
  readonly moments: CookieEvent[]
}

export interface Ledger {
  add(event: TimelineEvent): void
  lives(): readonly Life[]
}

const BOUND = { lives: 5000, moments: 200 }

const MATCHES_NOTHING = 'DeletionMatchesNothing'

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
      missedDeletions: 0,
      moments: [],
    }
    const names = byName.get(`${client}\n${name}`) ?? new Set()
    // What was told of the name before its domain was known belongs to it.
    const nowhere = domain === '' ? undefined : [...names].find((one) => one.domain === '')
    if (nowhere) {
      life.moments.push(...nowhere.moments)
      forget([client, name, '', '', ''].join('\n'))
    }
    lives.set(key, life)
    byName.set(`${client}\n${name}`, names.add(life))
    return life
  }

  function forget(key: string): void {
    const life = lives.get(key)
    if (!life) return
    lives.delete(key)
    byName.get(`${life.client}\n${life.name}`)?.delete(life)
  }

  /** What hops do, and lines that browsers cannot read, name no domain: they are told of the cookies of that name. */
  function livesOf(event: CookieEvent): readonly Life[] {
    const missed = event.reasons?.includes(MATCHES_NOTHING) ?? false
    if (event.domain !== undefined && !missed) return [lifeOf(event)]
    const named = [...(byName.get(`${event.client}\n${event.name}`) ?? [])].filter(({ domain }) => domain !== '')
    const stored = named.filter(({ state }) => state === 'stored')
    if (stored.length > 0) return stored
    return named.length > 0 ? named.slice(-1) : [lifeOf(event)]
  }

  function note(event: CookieEvent): void {
    for (const life of livesOf(event)) noteIn(life, event)
  }

  function noteIn(life: Life, event: CookieEvent): void {
    if (event.reasons?.includes(MATCHES_NOTHING)) life.missedDeletions += 1
    // A line that was refused leaves the cookie that is already there as it is.
    const next = event.moment === 'refused' && life.state === 'stored' ? 'stored' : STATE[event.moment]
    if (next) life.state = next
    else if (event.moment === 'stripped' && life.domain === '') life.state = 'stripped'
    if (event.value !== undefined && (event.moment !== 'refused' || life.state !== 'stored')) life.value = event.value
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
