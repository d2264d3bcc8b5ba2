import { describe, expect, it } from 'vitest'
import type { CookieEvent, ExchangeEvent, FindingEvent } from '../../src/core/events.ts'
import type { Findings } from '../../src/findings/findings.ts'
import { createDiagnosing } from '../../src/findings/watching.ts'

const exchange = (id: number) => ({ id }) as ExchangeEvent

function recorder() {
  const seen: number[] = []
  const findings: Findings = {
    observe({ id }: ExchangeEvent, _moments: readonly CookieEvent[]) {
      seen.push(id)
      return [{ type: 'finding', exchange: id } as FindingEvent]
    },
    heard: () => {},
    found: () => [],
    cards: () => [],
  }
  return { seen, findings }
}

describe('diagnoses that begin later than the traffic', () => {
  it('look at what came before, in order, and tell it late', () => {
    const late: number[] = []
    const diagnosing = createDiagnosing((events) => late.push(...events.map((event) => event.exchange)))
    const { seen, findings } = recorder()
    expect(diagnosing.observe(exchange(1), [])).toEqual([])
    expect(diagnosing.observe(exchange(2), [])).toEqual([])
    expect(seen).toEqual([])
    diagnosing.begin(findings)
    expect(seen).toEqual([1, 2])
    expect(late).toEqual([1, 2])
    expect(diagnosing.observe(exchange(3), []).map((event) => event.exchange)).toEqual([3])
    expect(seen).toEqual([1, 2, 3])
    expect(late).toEqual([1, 2])
  })
})
