// The words that every form of a check's result shares: columns, causes, the last sentence.
import type { Checked, Result } from '../check/check.ts'
import type { Held } from '../check/play.ts'
import { inert } from './inert.ts'
import { maskSentence } from './mask-text.ts'

const COLUMNS: readonly (readonly [keyof Held, string])[] = [
  ['signedIn', 'signed in'],
  ['reload', 'reload'],
  ['server', 'server'],
  ['client', 'client'],
  ['api', 'API'],
  ['apart', '2nd visitor'],
  ['signedOut', 'signed out'],
  ['command', 'command'],
]

/** For terminals that are too narrow for the whole words. */
export const SHORT: Readonly<Record<keyof Held, string>> = {
  signedIn: 'in',
  reload: 'reload',
  server: 'server',
  client: 'client',
  api: 'API',
  apart: '2nd',
  signedOut: 'out',
  command: 'command',
}

/** Only what was looked at. */
export function columnsOf(results: readonly Result[]): typeof COLUMNS {
  return COLUMNS.filter(([key]) => results.some(({ held }) => held[key] !== undefined))
}

export const clean = (text: string) => inert(maskSentence(text))

export function word(key: keyof Held, held: boolean | null | undefined): string {
  if (held === null || held === undefined) return '-'
  if (held) return 'ok'
  return key === 'apart' ? 'LEAK' : 'NO'
}

/** Failures first, each part in the order of the run. */
export function failuresFirst(results: readonly Result[]): Result[] {
  return [...results.filter(({ survives }) => !survives), ...results.filter(({ survives }) => survives)]
}

export function causeLine({ cause, seen }: Result): string {
  return clean(cause?.title ?? seen[0] ?? 'the page lost the session without a sign why')
}

export interface Cause {
  readonly title: string
  readonly results: readonly Result[]
}

export function causes(failed: readonly Result[]): Cause[] {
  const by = new Map<string, Result[]>()
  for (const result of failed) {
    const key = result.cause?.id ?? causeLine(result)
    by.set(key, [...(by.get(key) ?? []), result])
  }
  return [...by.values()].map((results) => ({ title: causeLine(results[0]!), results }))
}

/** survives 21 of 27; the 6 failures have 2 causes */
export function sentence({ results }: Checked): string {
  const failed = results.filter(({ survives }) => !survives)
  const flaky = results.filter((result) => result.flaky).length
  const number = causes(failed).length
  const said = `survives ${results.length - failed.length} of ${results.length}`
  const why =
    failed.length === 0
      ? ''
      : `; the ${failed.length === 1 ? 'failure has' : `${failed.length} failures have`} ${number === 1 ? 'one cause' : `${number} causes`}`
  return said + why + (flaky === 0 ? '' : `; ${flaky} flaky`)
}
