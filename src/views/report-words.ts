// Words that the report uses in each of its forms.
import type { Card, Outcome } from '../findings/cards.ts'
import type { RunReport } from './report.ts'

export const OUTCOME_WORDS: Record<Outcome, string> = {
  open: 'not finished in this recording',
  'signed in': 'signed in',
  lost: 'signed in, and anonymous again on a later page',
  bounced: 'a page led straight back to the login',
  'no session': 'accepted, and the next page came without a session',
  'turned down': 'turned down (a wrong password, or a check that failed)',
  refused: 'refused',
  'error page': 'an error page',
  'sent elsewhere': 'sent to another origin',
}

export const WAY_WORDS: Record<Card['way'], string> = {
  credentials: 'with a password',
  action: 'with a Server Action',
  oauth: 'with OAuth',
  'magic-link': 'with a magic link',
}

/** For a HAR. */
export const ONE_SIDED =
  "This file knows the browser's side only: outcomes can be told, causes cannot. Compare it with a recording made here: repro-proxy diff"

/** In the time of this machine. */
export function timeOf(at: number): string {
  return new Date(at).toTimeString().slice(0, 8)
}

export function runLine({ scenario, origin, exchanges, browsers, from, to }: RunReport): string {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
  const seconds = Math.max(1, Math.round((to - from) / 1000))
  const long = seconds < 120 ? count(seconds, 'second') : count(Math.round(seconds / 60), 'minute')
  const where = [scenario, origin].filter((part) => part !== undefined).join(', ')
  return `${where === '' ? '' : `${where}: `}${count(exchanges, 'exchange')}, ${count(browsers, 'browser')}, ${long}`
}

/** The first line stands at the top; one more for each disagreement. */
export function browserLines({ browserSaid }: RunReport): readonly string[] {
  if (!browserSaid) return []
  const { confirmed, disagreed } = browserSaid
  const times = (count: number) => (count === 1 ? 'once' : `${count} times`)
  return [
    `The browser itself confirmed what was told of its cookies ${times(confirmed)}${disagreed.length === 0 ? '.' : `, and disagreed ${times(disagreed.length)}: our rules are wrong there, please report it.`}`,
    ...disagreed.map(
      ({ exchange, name, predicted, actual }) =>
        `#${exchange} ${name}: predicted ${predicted}, the browser says ${actual}`,
    ),
  ]
}
