// Every diagnosis in its own traffic: in a `found` example exactly what it says is found, in a `quiet` one nothing at all.
import { describe, expect, test } from 'vitest'
import type { Example } from '../../src/core/diagnosis.ts'
import { parseWire } from '../../src/core/wire.ts'
import { loadDiagnoses } from '../../src/findings/all.ts'
import { seenOf } from '../../src/findings/from-wire.ts'
import { findingsIn } from '../../src/findings/names-found.ts'
import { CATALOGUE } from './catalogue.ts'

const all = await loadDiagnoses()

function names({ wire, output }: Example): string[] {
  const seen = seenOf(parseWire(wire).map((exchange) => ({ exchange })))
  return findingsIn(seen, all, output === undefined ? {} : { output }).map(({ id }) => id)
}

test('diagnoses are shipped, and each is one of the catalogue', () => {
  expect(all.length).toBeGreaterThan(30)
  expect(all.map(({ name }) => name).filter((name) => !CATALOGUE.has(name))).toEqual([])
})

test('a symptom that a cause explains is a diagnosis of its own', () => {
  const known = new Set(all.map(({ name }) => name))
  const loose = all.flatMap(({ name, explains = [] }) =>
    explains.filter((one) => !known.has(one)).map((one) => `${name}: ${one}`),
  )
  expect(loose).toEqual([])
})

describe.each(all)('$name', ({ name, about, local, fix, looksAt, examples }) => {
  test('says what it is, why not on localhost, and what to do', () => {
    expect(about).toMatch(/^[^\n]{20,}$/)
    expect(local).toMatch(/^[^\n]{15,}$/)
    expect(looksAt.length).toBeGreaterThan(0)
    expect([...Object.values(fix.app ?? {}), ...Object.values(fix.front ?? {})].length).toBeGreaterThan(0)
    expect(examples.found.length).toBeGreaterThan(0)
    expect(examples.quiet.length).toBeGreaterThan(0)
  })
  test.each(examples.found)('found: $note\n$wire', (example) => {
    expect(names(example).sort()).toEqual([name, ...(example.also ?? [])].sort())
  })
  test.each(examples.quiet)('quiet: $note\n$wire', (example) => {
    expect(names(example)).toEqual([])
  })
})
