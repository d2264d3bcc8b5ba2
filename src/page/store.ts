// Everything the page knows, as it comes over the socket. Lists only grow, and a revision number says that they did, so a batch of
// hundreds of events draws the page once.
import { signal } from '@preact/signals'
import type { AppEvent, CookieEvent, FindingEvent, FrontEvent } from '../core/events.ts'
import type { CacheShown, CheckResult, ExchangeInShort, Facts, ShortEvent } from '../inspector/protocol.ts'

export interface Row extends ExchangeInShort {
  readonly seq: number
}

/** What the ledger tells, and one that only shows when exchanges are seen together: an answer from a cache set it. */
export interface Moment extends Omit<CookieEvent, 'moment'> {
  readonly seq: number
  readonly moment: CookieEvent['moment'] | 'replayed'
}

export interface Found extends FindingEvent {
  readonly seq: number
}

export type Notice = (FrontEvent | AppEvent) & { readonly seq: number }

/** What an opened browser itself said of a moment. */
const words = new WeakMap<Moment, Moment>()
export const wordOn = (moment: Moment): Moment | undefined => words.get(moment)
/** Of its word, how often it was ours, and how often another. */
export const spoken = { confirmed: 0, disagreed: 0 }

const MOST = { rows: 20_000, moments: 20_000, notices: 500 }

export const revision = signal(0)
export const rows: Row[] = []
export const byId = new Map<number, Row>()
export const moments: Moment[] = []
export const findings: Found[] = []
export const notices: Notice[] = []

/** What the exchanges after it are to be read with: an instance came or went, another scenario is played. */
export const turns: Notice[] = []
/** Names of the instances that answered so far. */
export const instances = new Set<string>()

export const facts = signal<Facts | undefined>(undefined)
export const link = signal<'connecting' | 'live' | 'lost'>('connecting')
export const skipped = signal(0)
export const caches = signal<readonly CacheShown[] | undefined>(undefined)
export const checks = signal<readonly CheckResult[] | undefined>(undefined)
/** Said for a moment at the foot of the page. */
export const toast = signal<{ readonly text: string; readonly bad: boolean } | undefined>(undefined)

export function forget(): void {
  for (const list of [rows, moments, findings, notices, turns]) list.length = 0
  byId.clear()
  instances.clear()
  spoken.confirmed = 0
  spoken.disagreed = 0
  skipped.value = 0
  revision.value += 1
}

export function take(first: number, list: readonly ShortEvent[]): void {
  for (const [i, event] of list.entries()) add(event, first + i)
  for (const row of cut(rows, MOST.rows)) byId.delete(row.id)
  cut(moments, MOST.moments)
  cut(notices, MOST.notices)
  cut(turns, MOST.notices)
  revision.value += 1
}

function add(event: ShortEvent, seq: number): void {
  if (event.type === 'exchange') {
    const row = { ...event, seq }
    rows.push(row)
    byId.set(row.id, row)
    if (row.instance !== undefined) instances.add(row.instance)
    if (row.servedFrom !== undefined) for (const name of row.sets ?? []) moments.push(replayed(row, name))
  } else if (event.type === 'cookie') {
    const moment: Moment = { ...event, seq }
    if (event.moment === 'confirmed' || event.moment === 'disagreed') {
      spoken[event.moment] += 1
      const said = saidOf(moment)
      if (said) words.set(said, moment)
    }
    moments.push(moment)
  } else if (event.type === 'finding') findings.push({ ...event, seq })
  else {
    const notice = { ...event, seq }
    notices.push(notice)
    if (isTurn(notice)) turns.push(notice)
  }
}

function isTurn({ type, state }: Notice): boolean {
  return type === 'app' ? state !== 'output' : state === 'scenario'
}

/** Those told after `from` and not after `to`. */
export function turnsBetween(from: number, to: number): readonly Notice[] {
  if (turns.length === 0 || turns.at(-1)!.seq <= from) return []
  return turns.filter(({ seq }) => seq > from && seq <= to)
}

const SAYING = new Set(['kept', 'refused', 'deleted', 'sent', 'withheld', 'learned'])

/** The moment that the browser speaks of: the newest of that cookie in that exchange which is a verdict. */
function saidOf({ exchange, name, actual = '' }: Moment): Moment | undefined {
  const ofRequest = actual === 'sent' || actual.startsWith('set by a script')
  for (let i = moments.length - 1; i >= 0 && i > moments.length - 200; i--) {
    const one = moments[i]!
    if (one.exchange !== exchange || one.name !== name || !SAYING.has(one.moment) || words.has(one)) continue
    if (actual === 'kept' && (one.moment === 'sent' || one.moment === 'withheld' || one.moment === 'learned')) continue
    if (ofRequest && (one.moment === 'kept' || one.moment === 'refused' || one.moment === 'deleted')) continue
    return one
  }
  return undefined
}

function replayed(row: Row, name: string): Moment {
  const { at, headMs, id, client, seq } = row
  const text = `a cache gave the answer of exchange #${row.servedFrom} again, and this Set-Cookie with it`
  return { type: 'cookie', moment: 'replayed', at: at + headMs, exchange: id, client, name, text, seq }
}

/** The oldest go, a tenth at once: moving a long list for each new event would be slow. */
function cut<T>(list: T[], most: number): T[] {
  return list.length > most ? list.splice(0, list.length - Math.floor(most * 0.9)) : []
}
