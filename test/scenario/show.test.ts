// biome-ignore-all lint/suspicious/noTemplateCurlyInString: params are written like that
import { describe, expect, test } from 'vitest'
import { listScenarios } from '../../src/scenario/find.ts'
import { loadScenario } from '../../src/scenario/load.ts'
import { printProofs, runProofs } from '../../src/scenario/proofs.ts'
import { showScenario } from '../../src/scenario/show.ts'
import { starterScenario } from '../../src/scenario/starter.ts'
import { workshop } from './workshop.ts'

test('everything is in its place, and what is only believed is marked', async () => {
  const shop = workshop({
    'base.yaml':
      'about: a base\nparams: { to: upstream }\nfront:\n  - nginx:\n      - host: "${to}"\n        source: a line\n',
    'mine.yaml':
      'extends: base\nfront:\n  - nginx:\n      - latency: { request: 2s }\n        when: { kind: document }\n        believed: looks slow\n',
  })
  const scenario = await shop.load('mine.yaml', { set: { to: 'without-port' } })
  expect(showScenario(scenario)).toBe(`# mine, resolved, with to=without-port

about: a base
front:
  - nginx:
      - host: without-port
        source: a line
      # believed, neither documented nor measured:
      - latency: { request: 2s }
        when: { kind: document }
        believed: looks slow
      - connection: {}
        source: "added by itself: a hop without one gets it"
plumbing: exempt
seed: 1
`)
})

describe('what is shown loads again and is the same', async () => {
  test.each(await listScenarios())('$name', async ({ name }) => {
    const scenario = await loadScenario(name)
    const again = await workshop({ 'again.yaml': showScenario(scenario) }).load('again.yaml')
    expect(
      again.resolved.front.map((hop) => Object.values(hop).map((steps) => steps.map(({ source: _, ...step }) => step))),
    ).toEqual(
      scenario.resolved.front.map((hop) =>
        Object.values(hop).map((steps) => steps.map(({ source: _, ...step }) => step)),
      ),
    )
    expect({ ...again.resolved, front: [] }).toEqual({ ...scenario.resolved, front: [] })
    expect(again.believed).toEqual(scenario.believed)
    scenario.close()
  })
})

describe('the starter', () => {
  test('loads, proves itself and says its own name', async () => {
    const text = starterScenario('my-front')
    expect(text).not.toContain('NAME')
    const scenario = await workshop({ 'my-front.yaml': text }).load('my-front.yaml')
    const results = await runProofs(scenario)
    expect(printProofs(results)).toMatch(/^ok {3}\S+ the app learns its public name and that the browser uses https\n$/)
    const other = await workshop({ 'my-front.yaml': text }).load('my-front.yaml', { set: { scheme: 'http' } })
    expect(printProofs(await runProofs(other))).toMatch(/^ok /)
  })

  test.each(['', '../x', 'a b', 'a.yaml', '-x', '$&'])('refuses %j as a name', (name) => {
    expect(() => starterScenario(name)).toThrow(/cannot be the name of a scenario/)
  })
})
