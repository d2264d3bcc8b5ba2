// The traffic that a scenario says it makes, run through its chain: what is not so is told with the line that claims it.
import type { Chain } from '../core/chain.ts'
import type { Rehearsed } from '../core/rehearse.ts'
import { mismatches, rehearse } from '../core/rehearse.ts'
import type { WireExchange } from '../core/wire.ts'
import { parseWire, WireError } from '../core/wire.ts'
import { closeChain } from './compile.ts'
import type { Located } from './located.ts'
import { at, plain } from './located.ts'
import type { Params } from './params.ts'
import { interpolate } from './params.ts'
import type { Mistake, Place } from './place.ts'
import { fileAndLine, lineAndColumn, placeOfLine, userError } from './place.ts'
import { findingProblems } from './proof-findings.ts'

export interface Proof {
  readonly note: string
  readonly exchanges: readonly WireExchange[]
  /** Where each exchange begins. */
  readonly places: readonly Place[]
  /** Diagnoses that the traffic must lead to; absent when nothing is claimed. */
  readonly finds?: readonly string[]
  /** Values for params that it is about. */
  readonly set?: Readonly<Record<string, string>>
  /** The chain with these values; absent: the scenario's own. */
  readonly fresh?: (now?: () => number) => Chain
}

export interface ProofResult {
  readonly note: string
  /** `file:line` of the exchange that failed, or of the first one. */
  readonly at: string
  readonly ok: boolean
  /** What is not as claimed, a line each. */
  readonly problems: readonly string[]
}

/** @throws UserError for wire notation that cannot be read, or that claims nothing */
export function proofsOf(list: Located | undefined, params: Params): Proof[] {
  const mistakes: Mistake[] = []
  const proofs = (list?.kind === 'list' ? list.items : []).flatMap((item, i): Proof[] => {
    const wire = at(item, 'wire')
    if (wire?.kind !== 'scalar') return []
    const filled = interpolate(wire, params, mistakes)
    const text = filled.kind === 'scalar' ? String(filled.value) : ''
    const place = (line: number) => placeOfWireLine(wire, line)
    const note = textOf(at(item, 'note')) ?? `proof ${i + 1}`
    const finds = at(item, 'finds')
    try {
      const exchanges = parseWire(text)
      const lines = text.split('\n').flatMap((line, k) => (/^>(?:\s|$)/.test(line) ? [k + 1] : []))
      const places = lines.map(place)
      if (exchanges.length === 0) mistakes.push({ at: wire.at, text: 'this proof holds no exchange' })
      exchanges.forEach(({ toApp, toBrowser }, k) => {
        if (!toApp && !toBrowser && !finds)
          mistakes.push({ at: places[k]!, text: 'nothing is claimed here: say what must come out with ">>" or "<"' })
      })
      const named = finds?.kind === 'list' ? { finds: finds.items.map((one) => textOf(one) ?? '') } : {}
      return [{ note, exchanges, places, ...named, ...settingsOf(at(item, 'set')) }]
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      const folded = written(wire).startsWith('>') ? '; write "wire: |", which keeps the lines' : ''
      mistakes.push({ at: place(error.line), text: `wire notation: ${error.message}${folded}` })
      return []
    }
  })
  if (mistakes.length > 0) throw userError(mistakes)
  return proofs
}

function settingsOf(map: Located | undefined): Pick<Proof, 'set'> {
  if (map?.kind !== 'map') return {}
  const values = [...map.entries].map(([name, { value }]) => [name, [plain(value)].flat().join(',')])
  return { set: Object.fromEntries(values) }
}

function textOf(located: Located | undefined): string | undefined {
  return located?.kind === 'scalar' ? String(located.value) : undefined
}

const written = ({ at: { source, start, end } }: Located) => source.text.slice(start, end)

/** A block scalar begins on the line after its `|`; its lines are the file's lines. */
function placeOfWireLine(wire: Located, line: number): Place {
  const block = /^[|>]/.test(written(wire))
  return block ? placeOfLine(wire.at.source, lineAndColumn(wire.at).line + line) : wire.at
}

/** Runs all proofs, each through a chain that remembers nothing of the one before. */
export async function runProofs(scenario: {
  readonly proofs: readonly Proof[]
  fresh(now?: () => number): Chain
}): Promise<ProofResult[]> {
  const results: ProofResult[] = []
  for (const proof of scenario.proofs) {
    let clock = 0
    let ok = true
    const chain = (proof.fresh ?? scenario.fresh)(() => clock)
    const rehearsed: Rehearsed[] = []
    const failed = (index: number, problems: readonly string[]) => {
      ok = false
      results.push({ note: proof.note, at: fileAndLine(proof.places[index]!), ok, problems })
    }
    try {
      for (const [i, exchange] of proof.exchanges.entries()) {
        clock += exchange.browser.after * 1000
        const [got] = await rehearse(chain, [exchange])
        rehearsed.push(got!)
        const problems = mismatches(exchange, got!.exchange)
        if (problems.length > 0) failed(i, problems)
      }
      const problems = proof.finds ? await findingProblems(proof.finds, rehearsed) : []
      if (problems.length > 0) failed(0, problems)
    } finally {
      closeChain(chain)
    }
    if (ok) results.push({ note: proof.note, at: fileAndLine(proof.places[0]!), ok, problems: [] })
  }
  return results
}

/** For people: one line per proof, and under a failed one what is not so. */
export function printProofs(results: readonly ProofResult[]): string {
  return results
    .map(({ note, at: place, ok, problems }) => {
      const told = problems.flatMap((problem) => problem.trimEnd().split('\n')).map((line) => `    ${line}\n`)
      return `${ok ? 'ok  ' : 'FAIL'} ${place} ${note}\n${told.join('')}`
    })
    .join('')
}
