import { describe, expect, test } from 'vitest'
import { listScenarios } from '../../src/scenario/find.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { printProofs, runProofs } from '../../src/scenario/proofs.ts'

const all = await listScenarios()

test('scenarios are shipped', () => {
  expect(all.length).toBeGreaterThan(5)
  expect(all.filter(({ problem }) => problem !== undefined)).toEqual([])
})

describe.each(all)('$name', ({ name }) => {
  test('says what it is, what it is modelled on, and proves it', async () => {
    const scenario = await loadScenario(name)
    expect(scenario.name).toBe(name)
    expect(scenario.about).not.toBe('')
    expect(scenario.about).not.toContain('\n')
    expect(scenario.group).not.toBe('')
    expect(scenario.mirrors).not.toEqual([])
    expect(scenario.proofs).not.toEqual([])
    const results = await runProofs(scenario)
    expect(results.length).toBeGreaterThan(0)
    expect(results.every(({ ok }) => ok) ? '' : printProofs(results)).toBe('')
    scenario.close()
  })
})
