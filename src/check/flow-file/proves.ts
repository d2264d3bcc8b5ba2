// Which column of the table an `expect` fills when it does not say so itself: told from what was done before it.
import type { Held } from '../play.ts'
import { SIGN_OUT } from '../sign-in.ts'
import { FORBIDS } from './parts.ts'
import type { Step } from './read.ts'
import type { Expected } from './schema.ts'
import { deedOf, PROOFS } from './schema.ts'

export type Column = keyof Held

/** For each step: the columns of what must be there, and of what must not. */
export interface Proving {
  readonly must: Column
  readonly mustNot: Column
}

/** Whose session it is; all others are strangers to it. */
export function firstVisitor([first]: readonly Step[]): string {
  return first?.deed.as ?? 'first-visitor'
}

/** undefined for steps that expect nothing. */
export function provings(steps: readonly Step[]): (Proving | undefined)[] {
  const first = firstVisitor(steps)
  let who = first
  const last = new Map<string, 'page' | 'fetch' | 'again' | 'out'>()
  const proven = new Set<string>()
  return steps.map(({ deed }) => {
    const did = deedOf(deed)
    if (did === 'as') who = deed.as!
    if (did === 'fetch') last.set(who, 'fetch')
    else if (did === 'click' && SIGN_OUT.test(deed.click!)) last.set(who, 'out')
    else if (last.get(who) === 'out' && did === 'submit') last.set(who, 'out')
    else if (did === 'reload' || (did === 'visit' && proven.has(who)))
      last.set(who, last.get(who) === 'out' ? 'out' : 'again')
    else if (did === 'click' || did === 'submit' || did === 'visit') last.set(who, 'page')
    if (!deed.expect) return undefined
    proven.add(who)
    if (deed.proves !== undefined) return { must: PROOFS[deed.proves], mustNot: PROOFS[deed.proves] }
    if (who !== first) return { must: 'server', mustNot: 'apart' }
    const column = ({ page: 'signedIn', fetch: 'api', again: 'reload', out: 'signedOut' } as const)[
      last.get(who) ?? 'page'
    ]
    return { must: column, mustNot: column }
  })
}

export function columnOf(part: keyof Expected, { must, mustNot }: Proving): Column {
  return FORBIDS.has(part) ? mustNot : must
}
