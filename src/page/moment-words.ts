// What each moment of a cookie is called, and how it is told apart: a word and a sign of its own; colour only helps.
import type { Moment } from './store.ts'

export type Tone = 'good' | 'bad' | 'warn' | 'calm' | 'gone'

export interface MomentWord {
  readonly word: string
  readonly sign: string
  readonly tone: Tone
  /** A headline for one of them. */
  readonly title: string
}

export const MOMENT_WORDS: Readonly<Record<Moment['moment'], MomentWord>> = {
  kept: { word: 'kept', sign: '●', tone: 'good', title: 'Kept by the browser' },
  refused: { word: 'refused', sign: '✕', tone: 'bad', title: 'Refused by the browser' },
  deleted: { word: 'deleted', sign: '○', tone: 'gone', title: 'Deleted' },
  sent: { word: 'sent', sign: '↑', tone: 'calm', title: 'Sent by the browser' },
  withheld: { word: 'withheld', sign: '⊘', tone: 'bad', title: 'Withheld by the browser' },
  missing: { word: 'missing', sign: '?', tone: 'warn', title: 'Missing from the request' },
  unexpected: { word: 'unexpected', sign: '!', tone: 'warn', title: 'Sent against our prediction' },
  confirmed: { word: 'confirmed', sign: '✓', tone: 'calm', title: 'Confirmed by the browser itself' },
  disagreed: { word: 'disagreed', sign: '≠', tone: 'warn', title: 'The browser itself says otherwise' },
  stripped: { word: 'stripped', sign: '✂', tone: 'bad', title: 'Stripped on the way' },
  changed: { word: 'rewritten', sign: '◆', tone: 'warn', title: 'Rewritten on the way' },
  expired: { word: 'expired', sign: '◌', tone: 'gone', title: 'Expired' },
  evicted: { word: 'evicted', sign: '⇥', tone: 'warn', title: 'Dropped to make room' },
  learned: { word: 'learned', sign: '✎', tone: 'calm', title: 'First seen in a request' },
  replayed: { word: 'replayed', sign: '⟳', tone: 'bad', title: 'Replayed from a cache' },
}

/** After it the browser has the cookie, has it not, or has what it had. */
export function leaves(moment: Moment['moment']): 'has' | 'has-not' | 'same' {
  if (['kept', 'sent', 'learned', 'unexpected', 'replayed'].includes(moment)) return 'has'
  if (['deleted', 'expired', 'evicted', 'missing'].includes(moment)) return 'has-not'
  return 'same'
}
