// What happened between two exchanges: an instance of the app came or went, or another scenario began.
import { inert } from '../views/inert.ts'
import type { Notice } from './store.ts'
import { turnsBetween } from './store.ts'

const STATES: Readonly<Record<string, readonly [sign: string, word: string]>> = {
  waiting: ['…', 'starts'],
  ready: ['▲', 'answers'],
  lost: ['▼', 'lost'],
  exit: ['▼', 'ended'],
}

function wordsOf(notice: Notice): string {
  if (notice.type === 'front') return `⇄ ${notice.scenario === undefined ? 'scenario' : inert(notice.scenario)}`
  const [sign, word] = STATES[notice.state] ?? ['·', notice.state]
  return `${sign} ${inert(notice.instance ?? 'app')} ${word}`
}

/** A mark at the border between them; nothing when nothing happened. */
export function Turns({ from, to }: { from: number; to: number }) {
  const list = turnsBetween(from, to)
  const last = list.at(-1)
  if (!last) return null
  // Of one that starts and then answers, the answer is what counts.
  const words = list
    .filter((one, i) => one.state !== 'waiting' || !list.slice(i + 1).some((later) => isSame(one, later)))
    .map(wordsOf)
  return (
    <span class="turns" title={list.map(({ text }) => inert(text)).join('\n')}>
      <span class="unseen">before it: </span>
      {words.slice(-3).join('  ')}
    </span>
  )
}

const isSame = (one: Notice, other: Notice) =>
  one.type === 'app' && other.type === 'app' && one.instance === other.instance
